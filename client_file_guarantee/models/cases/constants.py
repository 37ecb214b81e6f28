"""Words that several models of guarantee cases share."""

STATES = [
    ("application", "Application"),
    ("due_diligence", "Due diligence"),
    ("limit_reserved", "Limit reserved"),
    ("review", "In review"),
    ("approved", "Guarantee approved"),
    ("declined", "Declined"),
    ("withdrawn", "Application withdrawn"),
    ("contracts_signed", "Contracts signed"),
    ("counter_guarantee_done", "Counter-guarantee in place"),
    ("released_for_loan", "Loan release notified"),
    ("in_force", "Under guarantee"),
    ("released", "Discharged"),
    ("overdue", "Loan overdue, not compensated"),
    ("compensation_approved", "Compensation approved"),
    ("compensated", "Compensated"),
    ("recovering", "Recovering"),
    ("recovered", "Fully recovered"),
    ("partly", "Not fully recovered"),
    ("written_off", "Written off"),
    ("settled", "Case settled"),
]
# Nothing more happens: no warning, no inspection, not counted among what is open.
ENDED = ("declined", "withdrawn", "settled")
# The guarantee stands towards the bank.
STANDING = ("in_force", "overdue", "compensation_approved")
# The bank has been paid or the loan is over: money may still come back.
CLAIMED = ("compensated", "recovering", "partly")

PRODUCT_KINDS = [
    ("loan", "Loan guarantee"),
    ("housing", "Housing loan guarantee"),
    ("bond", "Bond guarantee"),
    ("other", "Other financing guarantee"),
]
BORROWERS = [
    ("small_micro", "Small or micro enterprise"),
    ("farmer", "Farmer"),
    ("other", "Other borrower"),
]
RATINGS = [("AAA", "AAA"), ("AA+", "AA+"), ("AA", "AA"), ("below", "Below AA or unrated")]
EVENTS = [
    ("in_force", "Guarantee in force"),
    ("repaid", "Loan repaid"),
    ("compensated", "Bank compensated"),
    ("recovered", "Money recovered"),
    ("written_off", "Loss written off"),
    ("fee", "Guarantee fee received"),
    ("restated", "Restated"),
]

OFFICER = "client_file_guarantee.group_guarantee"
MANAGER = "client_file_guarantee.group_guarantee_manager"
GENERAL_MANAGER = "client_file.client_file_group_general_manager"
ARCHIVIST = "client_file.client_file_group_archivist"
