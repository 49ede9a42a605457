"""Months, days and time zones as feeds name them, in small letters without accents: English, French, German, Spanish, Italian."""

_MONTHS = (
    "jan january janv janvier januar janner jaenner ene enero gen gennaio",
    "feb february fev fevr fevrier februar febrero febbraio",
    "mar march mars marz maerz mrz marzo",
    "apr april avr avril abr abril aprile",
    "may mai mayo mag maggio",
    "jun june juin juni junio giu giugno",
    "jul july juil juillet juli julio lug luglio",
    "aug august aout aou ago agosto",
    "sep sept september septembre septiembre setiembre set settembre",
    "oct october octobre okt oktober octubre ott ottobre",
    "nov november novembre noviembre",
    "dec december decembre dez dezember dic diciembre dicembre",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}

_WEEKDAYS = (
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday",
    "lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche",
    "mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "mie jue vie sab dom lunes martes miercoles jueves viernes sabado domingo",
    "gio lunedi martedi mercoledi giovedi venerdi sabato domenica",
)
WEEKDAYS = frozenset(word for words in _WEEKDAYS for word in words.split())

_FILLERS = "a alle am at dal das de del den der die du el gmt h il kl las le les of on ore the to um utc uhr"
FILLERS = frozenset(_FILLERS.split())

ZONES: dict[str, float] = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "wat": 1,
    "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "cat": 2, "sast": 2,
    "eest": 3, "msk": 3, "trt": 3, "eat": 3, "idt": 3,
    "msd": 4, "gst": 4, "pkt": 5, "ist": 5.5, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "art": -3, "brt": -3, "adt": -3, "ast": -4, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7,
    "pdt": -7, "pst": -8, "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
"""Hours east of Greenwich. Names of several zones stand for the one that most feeds mean: IST is India's, BST Britain's,
CST and AST America's."""
