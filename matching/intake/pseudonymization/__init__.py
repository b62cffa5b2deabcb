"""What in a text says who somebody is, and what is left of the text without it?"""
