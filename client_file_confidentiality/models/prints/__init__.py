from . import report_forms, report_incident, report_movements
