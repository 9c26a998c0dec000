"""What evacuating a host costs, on a Nova that takes as long for a server as it is told."""
