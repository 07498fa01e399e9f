"""Who runs an event: seen, invited, answered, handed over, left; communities that host together; nothing lost with a person."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_email
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries as events
from eventhub.events.models import EventOrganizer
from eventhub.events.ownership import queries, services
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_holder, make_person
from tests.support.queries import count_queries


@pytest.fixture
def olga(newcomer: Any) -> Any:
    return newcomer("Olga")


@pytest.fixture
def bo(newcomer: Any) -> Any:
    return newcomer("Bo")


@pytest.fixture
def event(given: Any, olga: Any) -> str:
    """The key of a public event of Olga's."""
    with given():
        return make_event(status=S.PUBLISHED, organizer=find_by_email("olga@example.org"), title="An evening").key


def names_of(given: Any, key: str) -> list[str]:
    with given():
        return [organizer.person.name for organizer in events.find_event(key).organizers]


def link_in_mail(given: Any) -> str:
    with given() as session:
        message = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.notice == "ownership/invite")).one()
        return f"/events/invitations/by-mail/{message.facts['token']}"


def invite(olga: Any, key: str, email: str, **said: Any) -> None:
    olga.open(f"/events/{key}/organizers")
    olga.submit("/organizers", email=email, **said)
    assert olga.last.status_code == 303, olga.text


def test_an_invitation_waits_on_the_desk_and_one_button_accepts(given: Any, olga: Any, bo: Any, event: str) -> None:
    invite(olga, event, "bo@example.org", message="You know the house.")
    assert names_of(given, event) == ["Olga"]
    bo.open("/desk")
    assert "Would you run it too?" in bo.text
    bo.open(bo.find(r'href="(/events/invitations/\w{10})"'))
    assert "You know the house." in bo.text
    bo.submit("/accept")
    bo.follow()

    assert "You are part of it now. Thank you." in bo.text
    assert names_of(given, event) == ["Olga", "Bo"]


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(olga: Any, bo: Any, event: str) -> None:
    pages = []
    for address in ("bo@example.org", "no@example.org"):
        invite(olga, event, address)
        pages.append(olga.follow().get_data(as_text=True))
        olga.submit("/withdraw")

    said = [page.replace("b…@", "n…@") for page in pages]
    assert "n…@example.org" in said[0]
    assert "no@example.org" not in pages[1], "an address is shown only as far as its writer knows it again"
    assert len(said[0]) == len(said[1])


def test_who_has_no_account_makes_one_and_accepts_by_the_link(given: Any, olga: Any, event: str, browser_of: Any) -> None:
    invite(olga, event, "new@example.net")
    link, stranger = link_in_mail(given), browser_of("")
    stranger.open(link)
    assert "Olga asks whether you run this event with them." in stranger.text
    stranger.submit("/accept")
    assert stranger.last.location.startswith("/account/sign-in?next=")
    assert names_of(given, event) == ["Olga"]
    with given():
        make_person(name="New", email="new@example.net")
    new = browser_of("new@example.net")
    new.open(link)
    new.submit("/accept")

    assert names_of(given, event) == ["Olga", "New"]


def test_opening_the_link_changes_nothing_and_a_no_needs_no_account(given: Any, olga: Any, event: str, browser_of: Any) -> None:
    invite(olga, event, "new@example.net")
    link, stranger = link_in_mail(given), browser_of("")
    stranger.open(link)
    stranger.submit("/decline")
    assert stranger.last.status_code == 303
    stranger.open(link)

    assert "They have said no." in stranger.text
    assert "/accept" not in stranger.text
    with given() as session:
        assert session.scalars(sa.select(OutboxMessage.address).where(OutboxMessage.address != "")).all() == []


@pytest.mark.parametrize("token", ["x", "forged.token-of_letters"])
def test_a_forged_link_is_said_to_be_one(browser_of: Any, token: str) -> None:
    stranger = browser_of("")
    assert stranger.open(f"/events/invitations/by-mail/{token}").status_code == 409
    assert "This link is no longer good." in stranger.text


def test_an_invitation_is_for_nobody_else(given: Any, olga: Any, bo: Any, event: str) -> None:
    invite(olga, event, "new@example.net")
    with given():
        key = queries.list_open(events.find_event(event))[0].key
    assert bo.open(f"/events/invitations/{key}").status_code == 404
    assert bo.open(f"/events/{event}/organizers").status_code == 404


def test_a_mistyped_address_is_named_and_kept(olga: Any, event: str) -> None:
    olga.open(f"/events/{event}/organizers")
    olga.submit("/organizers", email="bo at example", message="A word")
    assert olga.last.status_code == 422
    assert "This does not look like an e-mail address." in olga.text
    assert 'value="bo at example"' in olga.text
    assert "A word</textarea>" in olga.text


def test_the_last_organizer_is_shown_what_can_be_done_instead_of_leaving(given: Any, olga: Any, event: str) -> None:
    olga.open(f"/events/{event}/organizers")
    assert "organizers/leave" not in olga.text
    token = olga.find(r'name="csrf_token"[^>]*value="([^"]+)"')
    answer = olga.client.post(f"/events/{event}/organizers/leave", base_url="https://hub.example", data={"csrf_token": token},
                              headers={"Referer": "https://hub.example/"})  # fmt: skip

    assert answer.status_code == 409
    assert "Hand it over to someone, or ask the team" in answer.get_data(as_text=True)
    assert names_of(given, event) == ["Olga"]


def test_the_team_finds_on_its_desk_what_a_last_organizer_asks_for(given: Any, olga: Any, event: str, browser_of: Any) -> None:
    with given():
        make_holder(Role.TEAM, email="team@example.org")
    olga.open(f"/events/{event}/organizers")
    olga.submit("/organizers/help", need="")
    assert olga.last.status_code == 422
    olga.submit("/organizers/help", need="I move away in May.")
    team = browser_of("team@example.org")
    team.open("/desk")
    assert "Events that need an organizer" in team.text
    team.open("/events/orphans")

    assert "Olga asks for help" in team.text
    assert team.open(f"/events/{event}/organizers").status_code == 200


def test_handing_over_ends_with_the_other_s_word(given: Any, olga: Any, bo: Any, event: str) -> None:
    invite(olga, event, "bo@example.org", hands_over="y")
    olga.follow()
    assert "Olga hands over to them." in olga.text
    bo.open("/desk")
    bo.open(bo.find(r'href="(/events/invitations/\w{10})"'))
    bo.submit("/accept")

    assert names_of(given, event) == ["Bo"]
    assert olga.open(f"/events/{event}/manage").status_code in {403, 404}


def test_one_of_two_leaves_and_the_page_says_so_at_once(given: Any, olga: Any, event: str, browser_of: Any) -> None:
    reader, path = browser_of(""), f"/events/{event}-an-evening"
    with given() as session:
        bo = make_person(name="Bo Quiet")
        session.add(EventOrganizer(event_id=events.find_event(event).id, person_id=bo.id))
    reader.open(path)
    olga.open(f"/events/{event}/organizers")
    olga.submit("/organizers/leave")

    assert names_of(given, event) == ["Bo Quiet"]
    assert ">Olga<" not in reader.open(path).get_data(as_text=True)


def test_a_community_hosts_with_others_on_the_page_and_in_its_own_list(
    given: Any, olga: Any, event: str, browser_of: Any
) -> None:
    with given():
        carla = make_person(name="Carla", email="carla@example.org")
        rust = make_community("Rust Leipzig", contacts=(carla,)).key
    reader, calla = browser_of(""), browser_of("carla@example.org")
    assert "Rust Leipzig" not in reader.open(f"/events/{event}-an-evening").get_data(as_text=True)
    assert "An evening" not in reader.open(f"/calendar/community/{rust}.ics").get_data(as_text=True)
    olga.open(f"/events/{event}/organizers")
    olga.submit("/cohosts", community=rust)
    assert olga.last.status_code == 303
    calla.open("/desk")
    assert "Would Rust Leipzig host it too?" in calla.text
    calla.open(calla.find(r'href="(/events/invitations/\w{10})"'))
    calla.submit("/accept")

    assert "Rust Leipzig" in reader.open(f"/events/{event}-an-evening").get_data(as_text=True)
    assert "An evening" in reader.open(f"/events?community={rust}").get_data(as_text=True)
    assert "An evening" in reader.open(f"/calendar/community/{rust}.ics").get_data(as_text=True)
    assert "An evening" in reader.open(f"/communities/{rust}-community").get_data(as_text=True)

    calla.open("/events/cohosting")
    calla.submit("/leave")
    calla.follow()
    assert "no longer hosts" in calla.text
    assert "Rust Leipzig" not in reader.open(f"/events/{event}-an-evening").get_data(as_text=True)
    assert "An evening" not in reader.open(f"/calendar/community/{rust}.ics").get_data(as_text=True)


def test_nothing_is_lost_with_a_person(given: Any, olga: Any, event: str, browser_of: Any) -> None:
    with given() as session:
        make_holder(Role.TEAM, email="team@example.org")
        session.execute(sa.delete(EventOrganizer))
    reader, team = browser_of(""), browser_of("team@example.org")
    assert reader.open(f"/events/{event}-an-evening").status_code == 200
    team.open("/events/orphans")
    assert "Nobody runs it" in team.text
    team.open(f"/events/{event}/organizers")
    assert "Nobody runs this any more" in team.text
    team.submit("/organizers", email="olga@example.org")
    olga.open("/desk")
    olga.open(olga.find(r'href="(/events/invitations/\w{10})"'))
    olga.submit("/accept")

    assert names_of(given, event) == ["Olga"]
    assert "Every event has someone" in team.open("/events/orphans").get_data(as_text=True)


def test_only_the_team_sees_what_nobody_runs(olga: Any) -> None:
    assert olga.open("/events/orphans").status_code == 403


@pytest.mark.parametrize("path", ["organizers", "cohosting", "orphans"])
def test_each_list_costs_the_same_with_one_row_and_with_five(given: Any, browser_of: Any, path: str) -> None:
    with given():
        team = make_holder(Role.TEAM, name="Tea", email="team@example.org")
        key = make_event(status=S.PUBLISHED, organizer=team, title="Mine").key
        mine = make_community("Mine", contacts=(team,))
        mine_key = mine.key
    tea, costs = browser_of("team@example.org"), []
    for rows in (1, 4):
        with given() as session:
            team = find_by_email("team@example.org")
            for number in range(rows):
                events_key = make_event(status=S.PUBLISHED, organizer=make_person(), title=f"Row {rows}{number}")
                other = make_community(f"Other {rows}{number}", contacts=(make_person(email=f"c{rows}{number}@example.org"),))
                services.invite_organizer(events.find_event(key), f"x{rows}{number}@example.net", actor=team)
                services.invite_community(events.find_event(key), other.key, actor=team)
                services.invite_community(events_key, mine_key, actor=find_by_email(events_key.organizers[0].person.email))
                services.answer(queries.list_invitations_to(team)[-1], "accept", actor=team)
                session.execute(sa.delete(EventOrganizer).where(EventOrganizer.event_id == events_key.id))
        address = f"/events/{key}/organizers" if path == "organizers" else f"/events/{path}"
        tea.open(address)
        with count_queries() as asked:
            assert tea.open(address).status_code == 200
        costs.append(len(asked))

    assert costs[0] == costs[1], asked
