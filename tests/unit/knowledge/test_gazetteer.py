"""The gazetteer's reader: what it promises of good files, and how it names every mistake."""

from pathlib import Path

import pytest

from trucewatch.codebook import Level, Role
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.gazetteer import load_gazetteer

PLACES = """id,name,kind,code,country,parent,geonames_id,latitude,longitude
UA,Ukraine,country,UA,UA,,690791,50.45,30.52
UA-14,Donetsk Oblast,region,UA-14,UA,UA,,48.02,37.8
bakhmut-raion,Bakhmut Raion,district,,UA,UA-14,,48.59,38
black-sea,Black Sea,sea,,,,,,
gn:709717,Donetsk,city,,UA,UA-14,709717,48.023,37.8022
gn:713174,Bakhmut,city,,UA,UA-14,713174,48.5942,37.9989
"""
ACTORS = """id,name,kind,role,acts_for,country
RUS,Russia,state,party,,
UKR,Ukraine,state,party,,UA
putin,Vladimir Putin,leader,party,RUS,
qatar-envoy,An envoy,leader,mediator,,
"""
OFFICES = """actor_id,level
putin,head_of_state
"""
CONFLICTS = """- id: russia-ukraine
  name: Russia and Ukraine
  name_fr: Russie et Ukraine
  parties: [RUS, UKR]
  countries: [UA]
  places: [UA-14]
  words: [Donbass]
- id: elsewhere
  name: Elsewhere
  name_fr: Ailleurs
  parties: [UKR]
  countries: []
  places: []
  words: []
"""
NAMES = """name,kind,id,form,needs
Bakhmout,place,gn:713174,official,
Poutine,actor,putin,person,
russe,actor,RUS,adjective,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gazetteer").mkdir()
    (tmp_path / "languages" / "fr").mkdir(parents=True)
    (tmp_path / "gazetteer" / "places.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "gazetteer" / "actors.csv").write_text(ACTORS, encoding="utf-8")
    (tmp_path / "gazetteer" / "offices.csv").write_text(OFFICES, encoding="utf-8")
    (tmp_path / "conflicts.yaml").write_text(CONFLICTS, encoding="utf-8")
    (tmp_path / "languages" / "fr" / "names.csv").write_text(NAMES, encoding="utf-8")
    return tmp_path


def test_good_files_become_records(folder: Path) -> None:
    gazetteer = load_gazetteer(folder)
    bakhmut = gazetteer.places["gn:713174"]
    assert (bakhmut.parent, bakhmut.latitude, bakhmut.code) == ("UA-14", 48.5942, None)
    assert gazetteer.places["black-sea"].longitude is None
    assert [name.name for name in gazetteer.names("fr")] == ["Bakhmout", "Poutine", "russe", "Russe"]
    assert gazetteer.conflicts["russia-ukraine"].words == ("Donbass",)


def test_people_have_the_level_of_their_office(folder: Path) -> None:
    assert load_gazetteer(folder).offices == {"putin": Level.HEAD_OF_STATE}


def test_places_have_a_level_and_a_number_of_geonames(folder: Path) -> None:
    places = load_gazetteer(folder).places
    assert [(place.level, place.geonames_id) for place in places.values()] == [
        ("country", 690791), ("adm1", None), ("adm2", None), ("sea", None), ("settlement", 709717), ("settlement", 713174),
    ]  # fmt: skip


def test_region_named_after_a_town_is_found_by_it(folder: Path) -> None:
    gazetteer = load_gazetteer(folder)
    region = gazetteer.region_named_after("gn:709717")
    assert region is not None
    assert region.id == "UA-14"
    assert gazetteer.region_named_after("gn:713174") is None


def test_place_is_the_one_in_the_conflicts_lands(folder: Path) -> None:
    gazetteer = load_gazetteer(folder)
    both = ("black-sea", "gn:713174")
    assert [gazetteer.place_in(both, conflict) for conflict in ("russia-ukraine", "elsewhere", None)] == [
        "gn:713174", "black-sea", "black-sea",
    ]  # fmt: skip


def test_name_that_is_capitalised_in_the_file_too_is_not_doubled(folder: Path) -> None:
    (folder / "languages" / "fr" / "names.csv").write_text(NAMES + "Russe,actor,RUS,demonym,\n", encoding="utf-8")
    names = [(name.name, name.form) for name in load_gazetteer(folder).names("fr")]
    assert names[2:] == [("russe", "adjective"), ("Russe", "demonym")]


def test_language_without_names_has_none(folder: Path) -> None:
    assert load_gazetteer(folder).names("de") == ()


def test_leader_is_followed_by_the_state(folder: Path) -> None:
    assert load_gazetteer(folder).principals("putin") == ("putin", "RUS")


@pytest.mark.parametrize(
    ("place", "conflicts"), [("UA-14", ("russia-ukraine",)), ("gn:713174", ("russia-ukraine",)), ("UA", ())]
)
def test_place_inside_a_contested_region_belongs_to_the_conflict(
    folder: Path, place: str, conflicts: tuple[str, ...]
) -> None:
    assert load_gazetteer(folder).conflicts_at(place) == conflicts


@pytest.mark.parametrize(
    ("actor", "conflict", "role"),
    [
        ("putin", "russia-ukraine", Role.PARTY),
        ("putin", "elsewhere", Role.THIRD_STATE),
        ("qatar-envoy", "russia-ukraine", Role.MEDIATOR),
        ("putin", None, Role.PARTY),
        ("putin", "unlisted", Role.PARTY),
    ],
)
def test_role_depends_on_the_conflict(folder: Path, actor: str, conflict: str | None, role: Role) -> None:
    assert load_gazetteer(folder).role_in(actor, conflict) is role


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("gazetteer/places.csv", "UA,Again,country,UA,UA,,,,", "stands already on line 2"),
        ("gazetteer/places.csv", "x,X,city,,UA,nowhere,,,", "parent 'nowhere' is not known"),
        ("gazetteer/places.csv", "x,X,city,,black-sea,,,,", "country 'black-sea' is not known"),
        ("gazetteer/places.csv", "x,X,hamlet,,UA,,,,", "kind must be one of"),
        ("gazetteer/places.csv", "x,X,city,,UA,,,north,30", "latitude must be a number"),
        ("gazetteer/places.csv", "x,X,city,,UA,,,91,30", "latitude must be a number from -90 to 90"),
        ("gazetteer/places.csv", "x,X,city,,UA,,,nan,30", "latitude must be a number"),
        ("gazetteer/places.csv", "x,X,city,,UA,,,50,", "stand together"),
        ("gazetteer/places.csv", "x,X,region,ua14,UA,,,,", "code must be ISO 3166"),
        ("gazetteer/places.csv", "x,X,area,,UA,x,,,", "parent leads back to 'x'"),
        ("gazetteer/places.csv", "x, X,city,,UA,,,,", "without stray spaces"),
        ("gazetteer/places.csv", "x,X,city,,UA,,gn:5,,", "geonames_id must be a whole number"),
        ("gazetteer/places.csv", "x,X,city,,UA,,713174,,", "geonames_id 713174 stands already on line 7"),
        ("gazetteer/places.csv", "x,X", "2 cells"),
        ("gazetteer/actors.csv", "x,X,leader,party,nobody,", "acts_for 'nobody' is not known"),
        ("gazetteer/actors.csv", "x,X,leader,hero,,", "role must be one of"),
        ("gazetteer/actors.csv", "x,X,leader,party,,UA-14", "country 'UA-14' is not known"),
        ("gazetteer/offices.csv", "nobody,envoy", "actor_id 'nobody' is not known"),
        ("gazetteer/offices.csv", "putin,envoy", "is given twice"),
        ("gazetteer/offices.csv", "qatar-envoy,unspecified", "level must be one of"),
        ("languages/fr/names.csv", "Bakhmout,place,gn:1,official,", "id 'gn:1' is not known"),
        ("languages/fr/names.csv", "Bakhmout,actor,gn:713174,official,", "id 'gn:713174' is not known"),
        ("languages/fr/names.csv", "Bakhmout,place,gn:713174,old,", "is already a name"),
        ("languages/fr/names.csv", "X,place,UA,nickname,", "form must be one of"),
        ("languages/fr/names.csv", "X,place,UA,old,luck", "needs must be one of"),
        ("languages/fr/names.csv", "X,place,,old,", "id must be words"),
    ],
)
def test_wrong_row_is_named_by_file_and_line(folder: Path, file: str, line: str, problem: str) -> None:
    path = folder / file
    number = path.read_text(encoding="utf-8").count("\n") + 1
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeInvalid) as caught:
        load_gazetteer(folder)
    assert f"{file}:{number}: " in caught.value.message
    assert problem in caught.value.message


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("parties: [RUS, UKR]", "parties: [RUS, XYZ]", "parties: 'XYZ' is not known"),
        ("parties: [RUS, UKR]", "parties: [RUS, RUS]", "parties names something twice"),
        ("parties: [RUS, UKR]", "parties: RUS", "parties must be a list"),
        ("countries: [UA]", "countries: [UA-14]", "countries: 'UA-14' is not known"),
        ("places: [UA-14]", "places: [UA-99]", "places: 'UA-99' is not known"),
        ("words: [Donbass]", "words: [1]", "words must hold words"),
        ("words: [Donbass]", "worlds: [Donbass]", "missing key words"),
        ("words: [Donbass]", "words: [Donbass]\n  note: hello", "unknown key note"),
        ("name_fr: Russie et Ukraine", "name_fr: 7", "name_fr must be words"),
        ("id: elsewhere", "id: russia-ukraine", "is given twice"),
    ],
)
def test_wrong_conflict_is_named_by_file_and_line(folder: Path, before: str, after: str, problem: str) -> None:
    (folder / "conflicts.yaml").write_text(CONFLICTS.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match=r"conflicts\.yaml:\d+: ") as caught:
        load_gazetteer(folder)
    assert problem in caught.value.message


def test_conflicts_that_are_no_list_are_refused(folder: Path) -> None:
    (folder / "conflicts.yaml").write_text("id: x\n", encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match="must be a list of conflicts"):
        load_gazetteer(folder)


def test_wrong_header_is_refused(folder: Path) -> None:
    (folder / "gazetteer" / "places.csv").write_text(PLACES.replace("parent", "within"), encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match="the header must be"):
        load_gazetteer(folder)
