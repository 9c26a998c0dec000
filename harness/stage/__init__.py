"""Setting the stage: who may do what in a cloud, and what its databases say."""
