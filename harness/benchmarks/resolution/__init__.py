"""What finding a host costs, in a cell that is full of hosts."""
