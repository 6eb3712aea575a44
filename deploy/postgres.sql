-- Prefect's server keeps its runs beside the catalog, in a database of its own.
CREATE DATABASE prefect OWNER carcls;
