"""Components as operators write them, and what starts other people's; each is a program."""
