from . import client_file_departure, client_file_departure_line
