"""Made-up reports on made-up details of real conflicts: enough to see a report with."""

from factories import count, date, document, place, tell, who
from polybius.records import Document

ANY = float("inf")


def showcase() -> list[Document]:
    """Documents whose events agree, disagree, repeat each other and stand alone."""
    army = who("Azerbaijani soldiers", "AZE", "MIL", entity="Armed Forces of Azerbaijan")
    karabakh = place("Nagorno-Karabakh")
    return [
        document(
            "parade-1",
            tell(
                "Hundreds of Azerbaijani soldiers marched through Khankendi on Wednesday to mark a victory.",
                "marched",
                "DISPLAY",
                actor=(army,),
                place=place("Khankendi"),
                date=date("2023-11-08", "relative"),
                quantities=(count("taking part", 300, ANY),),
            ),
            tell(
                "Over 100,000 Armenians had fled from Karabakh before the end of September.",
                "fled",
                "DISPLACE",
                actor=(who("Armenians", "ARM", "CVL"),),
                place=karabakh,
                date=date("2023-09"),
                quantities=(count("fled", 100000, ANY),),
            ),
            tell(
                "The region came under control of ethnic Armenians in 1994.",
                "control",
                "CONTROL",
                actor=(who("Armenians", "ARM", "CVL"),),
                place=karabakh,
                date=date("1994"),
            ),
            publisher="The Caspian Herald",
            title="Soldiers march through a city that many have left",
            published="2023-11-08",
        ),
        document(
            "parade-2",
            tell(
                "Azerbaijani soldiers paraded in Stepanakert, which Baku calls by another name, on Nov. 8.",
                "paraded",
                "DISPLAY",
                actor=(army,),
                place=place("Stepanakert"),
                date=date("2023-11-08"),
                quantities=(count("taking part", 500),),
            ),
            publisher="Mountain Post",
            title="A parade in an empty town",
            published="2023-11-09",
        ),
        *[
            document(
                f"market-{number}",
                tell(
                    sentence,
                    trigger,
                    "ASSAULT",
                    mode="explosives",
                    actor=(who(doer, "COD", "REB", entity=name),),
                    recipient=(who("traders", "COD", "CVL"),),
                    place=place("Goma"),
                    date=date("2023-11-07", "relative"),
                    quantities=(count("killed", low, high), count("injured", hurt)),
                    **({"said_by": speaker} if speaker else {}),
                ),
                publisher=publisher,
                title=title,
                published=day,
            )
            for number, (
                sentence,
                trigger,
                doer,
                name,
                low,
                high,
                hurt,
                speaker,
                publisher,
                title,
                day,
            ) in enumerate(
                [
                    (
                        "A bomb rebels left in a market in Goma killed 12 traders and hurt 30 on Tuesday.",
                        "bomb",
                        "rebels",
                        None,
                        12,
                        None,
                        30,
                        None,
                        "Lake Radio",
                        "Blast at Goma market",
                        "2023-11-07",
                    ),
                    (
                        "Officials said at least 20 traders died and 41 were hurt as M23 bombed Goma market.",
                        "bombed",
                        "M23",
                        "March 23 Movement",
                        20,
                        ANY,
                        41,
                        "Officials",
                        "Great Rift Times",
                        "Toll of market bombing rises",
                        "2023-11-09",
                    ),
                    (
                        "Officials said at least 20 traders died and 41 were hurt as M23 bombed Goma market.",
                        "bombed",
                        "M23",
                        "March 23 Movement",
                        20,
                        ANY,
                        41,
                        "Officials",
                        "Southern Daily",
                        "Goma market bombing: more dead",
                        "2023-11-09",
                    ),
                ]
            )
        ],
        document(
            "shelling",
            tell(
                "Russian troops shelled Kharkiv on Thursday, and Moscow denied it.",
                "shelled",
                "ASSAULT",
                mode="heavy-weapons",
                actor=(who("Russian troops", "RUS", "MIL", entity="Russian Armed Forces"),),
                place=place("Kharkiv"),
                date=date("2023-11-09", "relative"),
                status="alleged",
            ),
            tell(
                "Teachers and nurses rallied in Kyiv on Friday for higher pay.",
                "rallied",
                "PROTEST",
                mode="demo",
                actor=(who("Teachers and nurses", "UKR", "LAB"),),
                place=place("Kyiv"),
                date=date("2023-11-10", "relative"),
                quantities=(count("taking part", 2000),),
            ),
            publisher="Dnipro Courier",
            title="Shells hit Kharkiv; teachers rally in Kyiv",
            published="2023-11-10",
        ),
        document(
            "talks",
            tell(
                "Envoys of Armenia and Azerbaijan will hold talks in Geneva on Nov. 20.",
                "talks",
                "CONSULT",
                actor=(who("Envoys of Armenia", "ARM", "GOV", entity="Government of Armenia"),),
                recipient=(who("Azerbaijan", "AZE", "GOV", entity="Government of Azerbaijan"),),
                place=place("Geneva"),
                date=date("2023-11-20"),
                status="planned",
            ),
            tell(
                "The lake port was without power.",
                "power",
                "HARDSHIP",
                place=place("Goma"),
            ),
            publisher="Lake Radio",
            title="Talks set for Geneva",
            published="2023-11-12",
        ),
    ]
