"""Settings, environment, urls and system checks. Reads the environment; decides nothing else."""
