"""How is a person, a place, a pair shown, and how does what is shown get onto a page, into a sheet or a table?"""
