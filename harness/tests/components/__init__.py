"""Components that evacuate hosts: those that operators run, and those that they write."""
