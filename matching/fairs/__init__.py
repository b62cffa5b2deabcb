"""Who meets whom at a job fair, when, on which sheet, and what when the day goes otherwise?"""
