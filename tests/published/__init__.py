"""What books, papers and documentations print, and that the calculators find it too."""
