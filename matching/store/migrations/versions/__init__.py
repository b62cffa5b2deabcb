"""Which steps has the database taken since the first version? One module each; a step that shipped never changes."""
