"""What the siblings of host-evacuate foretell, ask for and tell, on staged clouds."""
