"""A delegation that is to be put on record: who comes, and what is planned for them hour by hour. All of it invented."""

from dataclasses import dataclass

PARTNER, COUNTRY = "Ardent Bay", "Jap"
TITLE = "Ardent Bay delegation"
FIRST, LAST = "12/5/2027", "14/5/2027"
LEAD, DEPUTY, INTERPRETER = "Lan Pham", "Hoa Dang", "Minh Vu"
CAR, GIFT = "Bus 29", "Lacquer box"
MEMBERS = """1. Akari Mori, Vice Mayor, City of Ardent Bay
2. Kenji Abe, Director of International Affairs, City of Ardent Bay
3. Sora Ito, Director of Transport, City of Ardent Bay
4. Yuki Kato, Chair, Harbour Chamber of Commerce
5. Ren Sato, Protocol Officer, City of Ardent Bay
6. Mio Tada, Secretary, City of Ardent Bay"""


@dataclass(frozen=True)
class Item:
    """One line of the programme as the office notes it."""

    day: str
    begins: str
    until: str
    title: str
    place: str
    lead: str = LEAD
    gift: str = ""


PROGRAMME = (
    Item("12", "14:00", "15:00", "Arrival", "Airport"),
    Item("12", "15:30", "16:30", "Courtesy call", "City Hall", gift=GIFT),
    Item("12", "18:00", "20:00", "Banquet", "Lotus House"),
    Item("13", "08:30", "11:30", "Talks", "City Hall", lead=DEPUTY),
    Item("13", "11:30", "13:30", "Lunch", "Garden Inn", lead=DEPUTY),
    Item("13", "14:00", "15:30", "Tram tour", "West Depot"),
    Item("13", "16:00", "17:00", "Signing", "City Hall"),
    Item("14", "08:30", "10:00", "Temple tour", "Temple of Letters"),
    Item("14", "10:00", "11:00", "Press briefing", "City Hall"),
    Item("14", "14:00", "15:00", "Farewell", "Airport", gift=GIFT),
)
