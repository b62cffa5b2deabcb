"""When does each meeting take place, and what when the day goes otherwise?"""
