"""What lies on the tables, in the hands and on telephones at a fair?"""
