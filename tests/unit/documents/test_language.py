# ruff: noqa: RUF001  # Cyrillic letters, and typographic quotes, on purpose
import pytest

from trucewatch.documents import identify_language

TEXTS = {
    "fr": (
        "Reprise des pourparlers sur l’île de Merle",
        "La ministre refuse de signer avant vendredi soir",
        "Les deux délégations se sont quittées mardi sans accord, mais elles ont promis de se revoir avant la fin du mois.",
        "Selon lui, « the deal is not dead, it is sleeping », une phrase anglaise que les journalistes ont notée avec soin.",
        "Le maire de la petite ville a ouvert hier matin une école neuve, dont les élèves attendaient la fin des travaux depuis trois ans.",
        "Le fleuve a débordé dans la nuit et plusieurs villages de la vallée ont été évacués par les pompiers, qui ont travaillé jusqu’à l’aube. Les habitants ont trouvé refuge dans un gymnase, où des bénévoles leur ont servi du café et des couvertures. Le préfet a promis une aide rapide aux familles touchées, tout en demandant à chacun de rester prudent.",
    ),
    "en": (
        "Envoys return to the table in Merle",
        "Minister will not sign before Friday evening",
        "The two delegations parted on Tuesday without an agreement, but they promised to meet again before the end of the month.",
        "He called it “un dialogue de sourds”, a French phrase that the reporters wrote down with care.",
        "The mayor of the small town opened a new school yesterday morning, which its pupils had awaited for three years.",
        "The river burst its banks overnight and several villages in the valley were evacuated by the fire brigade, who worked until dawn. Residents found shelter in a sports hall, where volunteers served them coffee and handed out blankets. The governor promised quick help to the families and asked everyone to remain careful.",
    ),
    "uk": (
        "Посланці повернулися за стіл переговорів у Мерлі",
        "Міністерка не підпише угоду до вечора п’ятниці",
        "Обидві делегації роз’їхалися у вівторок без домовленості, але пообіцяли зустрітися знову до кінця місяця.",
        "Голова ради сказав, що мости відбудують до весни.",
        "Мер невеликого міста вчора вранці відкрив нову школу, на яку учні чекали три роки.",
        "Річка вийшла з берегів уночі, і кілька сіл у долині евакуювали рятувальники, які працювали до світанку. Мешканці знайшли притулок у спортивній залі, де волонтери роздавали каву та ковдри. Губернатор пообіцяв швидку допомогу родинам і попросив усіх бути обережними.",
    ),
    "ru": (
        "Посланники вернулись за стол переговоров в Мерле",
        "Министр не подпишет соглашение до вечера пятницы",
        "Обе делегации разъехались во вторник без договорённости, но пообещали встретиться снова до конца месяца.",
        "Глава совета сказал, что мосты восстановят к весне.",
        "Мэр небольшого города вчера утром открыл новую школу, которую ученики ждали три года.",
        "Река вышла из берегов ночью, и несколько сёл в долине эвакуировали спасатели, работавшие до рассвета. Жители нашли приют в спортивном зале, где добровольцы раздавали кофе и одеяла. Губернатор пообещал семьям быструю помощь и попросил всех быть осторожными.",
    ),
    "de": (
        "Gesandte kehren an den Tisch in Merle zurück",
        "Ministerin will nicht vor Freitagabend unterschreiben",
        "Die beiden Delegationen trennten sich am Dienstag ohne Einigung, wollen sich aber noch vor Monatsende wieder treffen.",
        "Er sprach von einem „dialogue de sourds“, was die Reporter sorgfältig notierten.",
        "Der Bürgermeister der kleinen Stadt hat gestern Morgen eine neue Schule eröffnet, auf die die Kinder drei Jahre gewartet hatten.",
        "Der Fluss trat in der Nacht über die Ufer, und mehrere Dörfer im Tal wurden von der Feuerwehr geräumt, die bis zum Morgengrauen arbeitete. Die Bewohner fanden in einer Turnhalle Zuflucht, wo Freiwillige Kaffee und Decken verteilten. Die Regierung versprach den Familien schnelle Hilfe.",
    ),
    "es": (
        "Los enviados vuelven a la mesa en Merle",
        "La ministra no firmará antes del viernes por la noche",
        "Las dos delegaciones se separaron el martes sin acuerdo, pero prometieron volver a verse antes de fin de mes.",
        "El jefe del consejo dijo que los puentes estarán listos en primavera.",
        "El alcalde de la pequeña ciudad inauguró ayer por la mañana una escuela nueva que los alumnos esperaban desde hacía tres años.",
        "El río se desbordó durante la noche y varios pueblos del valle fueron evacuados por los bomberos, que trabajaron hasta el amanecer. Los vecinos encontraron refugio en un gimnasio, donde unos voluntarios repartieron café y mantas. El gobernador prometió ayuda rápida a las familias.",
    ),
    "ar": (
        "المبعوثون يعودون إلى طاولة الحوار في ميرل",
        "الوزيرة ترفض التوقيع قبل مساء الجمعة",
        "افترق الوفدان يوم الثلاثاء من دون اتفاق، لكنهما وعدا باللقاء مجددا قبل نهاية الشهر.",
        "قال رئيس المجلس إن الجسور ستكون جاهزة في الربيع.",
        "افتتح رئيس بلدية المدينة الصغيرة صباح أمس مدرسة جديدة انتظرها التلاميذ ثلاث سنوات.",
        "فاض النهر خلال الليل وأخلى رجال الإطفاء عدة قرى في الوادي وعملوا حتى الفجر. ووجد السكان مأوى في قاعة رياضية حيث وزع متطوعون القهوة والبطانيات. ووعد المحافظ بتقديم مساعدة سريعة إلى الأسر المتضررة وطلب من الجميع توخي الحذر في الأيام المقبلة.",
    ),
    "he": (
        "השליחים חוזרים לשולחן השיחות במרל",
        "השרה מסרבת לחתום לפני יום שישי בערב",
        "שתי המשלחות נפרדו ביום שלישי ללא הסכמה, אך הבטיחו להיפגש שוב לפני סוף החודש.",
        "ראש המועצה אמר שהגשרים יהיו מוכנים באביב.",
        "ראש העיר הקטנה פתח אתמול בבוקר בית ספר חדש שהתלמידים חיכו לו שלוש שנים.",
        "הנהר עלה על גדותיו במהלך הלילה וכמה כפרים בעמק פונו על ידי הכבאים, שעבדו עד עלות השחר. התושבים מצאו מחסה באולם ספורט, שם חילקו מתנדבים קפה ושמיכות. המושל הבטיח סיוע מהיר למשפחות וביקש מכולם להיזהר בימים הקרובים.",
    ),
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in TEXTS.items() for text in texts])
def test_titles_sentences_and_articles_are_told_apart(language: str, text: str) -> None:
    assert identify_language(text) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_long_text_is_known_whatever_its_page_and_feed_say(language: str) -> None:
    article = "\n".join(TEXTS[language]) * 3
    other = "fr" if language != "fr" else "en"
    assert identify_language(article, other, declared=other) == language
    assert identify_language(article, language, declared=language) == language


def test_russian_and_ukrainian_are_not_mixed_up_by_a_wrong_declaration() -> None:
    assert identify_language("\n".join(TEXTS["uk"]) * 3, "ru", declared="ru") == "uk"
    assert identify_language("\n".join(TEXTS["ru"]) * 3, "uk", declared="uk") == "ru"


def test_the_language_of_most_of_a_mixed_page_is_its_language() -> None:
    page = "\n".join((TEXTS["en"][2], *TEXTS["fr"][2:], *TEXTS["fr"][4:], "Share Comment Print Subscribe now"))
    assert identify_language(page) == "fr"


def test_a_hint_decides_for_a_few_words_and_gives_way_to_a_sentence() -> None:
    assert identify_language("Conseil de sécurité", "en") == "en"
    assert identify_language(TEXTS["fr"][4], "en") == "fr"


@pytest.mark.parametrize("text", ["", " \n", "12:30 — 4.5 %", "…" * 500])
def test_a_text_without_letters_has_no_language_of_its_own(text: str) -> None:
    assert identify_language(text) == "und"
    assert identify_language(text, "fr") == "fr"
