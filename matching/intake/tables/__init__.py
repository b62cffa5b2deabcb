"""What does a table say, whatever its format: sheets, headers, cells, rows, records?"""
