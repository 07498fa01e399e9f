/* What libical finds in calendars, for tests/support/readers.

   Requests come on standard input, each a line "read 0 0 BYTES" or "expand FROM UNTIL BYTES" (seconds since 1970), then so
   many bytes of iCalendar. The answer to each is one line of JSON: {"found": [{…}, …]} or {"error": "…"}. Offsets come from
   the VTIMEZONEs of the calendar: a TZID that it does not define is an error. */

#include <libical/ical.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *trouble;

/* Writing JSON */

static void put_text(const char *text) {
    putchar('"');
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') printf("\\%c", byte);
        else if (byte < 0x20) printf("\\u%04x", byte);
        else putchar(byte);
    }
    putchar('"');
}

static void put_member(const char *name, const char *text) {
    if (text == NULL) return;
    printf(", \"%s\": ", name);
    put_text(text);
}

/* Moments: an instant in UTC, or a date */

static void write_instant(char *into, size_t size, time_t moment, int is_date) {
    strftime(into, size, is_date ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ", gmtime(&moment));
}

static icaltimetype time_of(icalproperty *property, icalcomponent *event, icalcomponent *calendar) {
    icalparameter *zone = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    icaltimetype when = icalproperty_get_datetime_with_component(property, event);
    if (zone != NULL && icalcomponent_get_timezone(calendar, icalparameter_get_tzid(zone)) == NULL)
        trouble = "the feed does not define a zone that it uses";
    else if (zone == NULL && !when.is_date && !icaltime_is_utc(when)) trouble = "a floating time";
    return when;
}

static time_t seconds_of(icaltimetype when) {
    return icaltime_as_timet_with_zone(when, when.zone != NULL ? when.zone : icaltimezone_get_utc_timezone());
}

static void put_moment(const char *name, icalproperty *property, icalcomponent *event, icalcomponent *calendar) {
    char text[40];
    if (property == NULL) return;
    icaltimetype when = time_of(property, event, calendar);
    write_instant(text, sizeof text, seconds_of(when), when.is_date);
    put_member(name, text);
}

/* One VEVENT */

static icalproperty *find(icalcomponent *event, icalproperty_kind kind) {
    return icalcomponent_get_first_property(event, kind);
}

static void put_value(const char *name, icalcomponent *event, icalproperty_kind kind) {
    icalproperty *property = find(event, kind);
    icalvalue *value = property != NULL ? icalproperty_get_value(property) : NULL;
    if (value == NULL) return;
    int is_text = icalvalue_isa(value) == ICAL_TEXT_VALUE;
    put_member(name, is_text ? icalvalue_get_text(value) : icalvalue_as_ical_string(value));
}

static void put_categories(icalcomponent *event) {
    const char *comma = "";
    icalproperty *each = find(event, ICAL_CATEGORIES_PROPERTY);
    printf(", \"categories\": [");
    for (; each != NULL; each = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY)) {
        printf("%s", comma);
        put_text(icalvalue_get_text(icalproperty_get_value(each)));
        comma = ", ";
    }
    printf("]");
}

static void put_conference(icalcomponent *event) {
    icalproperty *conference = find(event, ICAL_CONFERENCE_PROPERTY);
    if (conference == NULL) return;
    put_value("conference", event, ICAL_CONFERENCE_PROPERTY);
    icalparameter *label = icalproperty_get_first_parameter(conference, ICAL_LABEL_PARAMETER);
    if (label != NULL) put_member("label", icalparameter_get_label(label));
}

static void put_words(icalcomponent *event) {
    put_value("summary", event, ICAL_SUMMARY_PROPERTY);
    put_value("description", event, ICAL_DESCRIPTION_PROPERTY);
    put_value("location", event, ICAL_LOCATION_PROPERTY);
    put_value("status", event, ICAL_STATUS_PROPERTY);
    put_value("transparency", event, ICAL_TRANSP_PROPERTY);
    put_value("sequence", event, ICAL_SEQUENCE_PROPERTY);
    put_value("url", event, ICAL_URL_PROPERTY);
    put_value("geo", event, ICAL_GEO_PROPERTY);
    put_value("contact", event, ICAL_CONTACT_PROPERTY);
    put_value("related_to", event, ICAL_RELATEDTO_PROPERTY);
    put_conference(event);
    put_categories(event);
}

static void begin_event(icalcomponent *event, const char **comma) {
    printf("%s{\"uid\": ", *comma);
    put_text(icalcomponent_get_uid(event));
    *comma = ", ";
}

static void read_event(icalcomponent *event, icalcomponent *calendar, const char **comma) {
    begin_event(event, comma);
    put_moment("start", find(event, ICAL_DTSTART_PROPERTY), event, calendar);
    put_moment("end", find(event, ICAL_DTEND_PROPERTY), event, calendar);
    put_moment("recurrence_id", find(event, ICAL_RECURRENCEID_PROPERTY), event, calendar);
    put_words(event);
    putchar('}');
}

/* The dates of a series: libical names those of the master, overrides take the place of the dates they name */

struct walk {
    icalcomponent *calendar;
    time_t from, until;
    const char *comma;
};

static void put_date(struct walk *walk, icalcomponent *event, time_t start, time_t end, time_t original) {
    char text[40];
    int is_date = icalcomponent_get_dtstart(event).is_date;
    if (start < walk->from || start >= walk->until) return;
    begin_event(event, &walk->comma);
    write_instant(text, sizeof text, start, is_date);
    put_member("start", text);
    write_instant(text, sizeof text, end, is_date);
    put_member("end", text);
    write_instant(text, sizeof text, original, is_date);
    put_member("recurrence_id", text);
    put_words(event);
    putchar('}');
}

static int is_override_of(icalcomponent *other, icalcomponent *master) {
    return find(other, ICAL_RECURRENCEID_PROPERTY) != NULL
        && strcmp(icalcomponent_get_uid(other), icalcomponent_get_uid(master)) == 0;
}

static int is_overridden(icalcomponent *master, struct walk *walk, time_t original) {
    icalcompiter each = icalcomponent_begin_component(walk->calendar, ICAL_VEVENT_COMPONENT);
    for (icalcomponent *other; (other = icalcompiter_deref(&each)) != NULL; icalcompiter_next(&each)) {
        if (!is_override_of(other, master)) continue;
        if (seconds_of(time_of(find(other, ICAL_RECURRENCEID_PROPERTY), other, walk->calendar)) == original) return 1;
    }
    return 0;
}

static void take_date(icalcomponent *master, struct icaltime_span *span, void *data) {
    struct walk *walk = data;
    if (!is_overridden(master, walk, span->start)) put_date(walk, master, span->start, span->end, span->start);
}

/* Its walk takes the wall time of an RDATE for UTC, so these are taken off before it and read as a client would have to. */
static void take_added_dates(icalcomponent *master, struct walk *walk) {
    icalproperty *added;
    time_t first = seconds_of(time_of(find(master, ICAL_DTSTART_PROPERTY), master, walk->calendar));
    time_t last = seconds_of(time_of(find(master, ICAL_DTEND_PROPERTY), master, walk->calendar));
    while ((added = find(master, ICAL_RDATE_PROPERTY)) != NULL) {
        time_t start = seconds_of(time_of(added, master, walk->calendar));
        struct icaltime_span span = {start, start + last - first, 1};
        take_date(master, &span, walk);
        icalcomponent_remove_property(master, added);
        icalproperty_free(added);
    }
}

static void expand_event(icalcomponent *event, struct walk *walk) {
    icaltimetype from = icaltime_from_timet_with_zone(walk->from, 0, icaltimezone_get_utc_timezone());
    icaltimetype until = icaltime_from_timet_with_zone(walk->until, 0, icaltimezone_get_utc_timezone());
    icalproperty *names = find(event, ICAL_RECURRENCEID_PROPERTY);
    if (names == NULL) {
        take_added_dates(event, walk);
        icalcomponent_foreach_recurrence(event, from, until, take_date, walk);
        return;
    }
    time_t start = seconds_of(time_of(find(event, ICAL_DTSTART_PROPERTY), event, walk->calendar));
    time_t end = seconds_of(time_of(find(event, ICAL_DTEND_PROPERTY), event, walk->calendar));
    put_date(walk, event, start, end, seconds_of(time_of(names, event, walk->calendar)));
}

/* Requests */

static void answer(const char *verb, time_t from, time_t until, const char *text) {
    icalcomponent *calendar = icalparser_parse_string(text);
    trouble = calendar == NULL ? "no calendar" : icalcomponent_count_errors(calendar) ? "libical met an error" : NULL;
    struct walk walk = {calendar, from, until, ""};
    printf("{\"found\": [");
    if (calendar != NULL) {
        icalcompiter each = icalcomponent_begin_component(calendar, ICAL_VEVENT_COMPONENT);
        for (icalcomponent *event; (event = icalcompiter_deref(&each)) != NULL; icalcompiter_next(&each)) {
            if (strcmp(verb, "expand") == 0) expand_event(event, &walk);
            else read_event(event, calendar, &walk.comma);
        }
        icalcomponent_free(calendar);
    }
    printf("]");
    put_member("error", trouble);
    printf("}\n");
    fflush(stdout);
}

int main(void) {
    char verb[8];
    long long from, until;
    size_t size;
    icalerror_set_errors_are_fatal(0);
    while (scanf("%7s %lld %lld %zu", verb, &from, &until, &size) == 4) {
        char *text = malloc(size + 1);
        getchar(); /* the end of the line */
        if (text == NULL || fread(text, 1, size, stdin) != size) return 1;
        text[size] = '\0';
        answer(verb, (time_t)from, (time_t)until, text);
        free(text);
    }
    return 0;
}
