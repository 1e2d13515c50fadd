"""Independent verdicts on numbers and documents: python oracle.py KIND TODAY INPUT OUTPUT.

Reads one input a line, writes one verdict a line: "ok" and facts, or the word for what is wrong. Where an
oracle is wrong, or knows less or more than the desk wants to, the line that puts it right says NAMED.
"""

import datetime
import functools
import itertools
import re
import sys

KIND, TODAY = sys.argv[1], datetime.date.fromisoformat(sys.argv[2])


def imei():
    from stdnum import exceptions, imei, luhn

    def verdict(text):
        try:
            number = imei.validate(text)
        except exceptions.InvalidLength:
            return "length"
        except exceptions.InvalidFormat:
            return "character"
        except exceptions.InvalidChecksum:
            return "checkDigit"
        if len(number) == 14:
            number += luhn.calc_check_digit(number)
        return "ok " + number

    return verdict


def iccid():
    # NAMED: python-stdnum refuses to have ICCIDs (its issue 58); it is asked for Luhn's digit alone.
    from stdnum import luhn

    def verdict(text):
        if not re.fullmatch("[0-9]*", text):
            return "character"
        if not 18 <= len(text) <= 20:
            return "length"
        if not text.startswith("89"):
            return "start"
        return "ok " + ("true" if luhn.is_valid(text) else "false")

    return verdict


def eid():
    from stdnum.iso7064 import mod_97_10

    def verdict(text):
        # NAMED: the algorithm takes letters and any length; an EID has 32 digits.
        if not re.fullmatch("[0-9]*", text):
            return "character"
        if len(text) != 32:
            return "length"
        return "ok" if mod_97_10.is_valid(text) else "checkDigit"

    return verdict


def ric():
    from stdnum import exceptions
    from stdnum.cn import ric

    def verdict(text):
        place = "place-known"
        try:
            ric.validate(text)
        except exceptions.InvalidLength:
            # NAMED: the numbers of the first cards get a refusal of their own.
            return "old" if re.fullmatch("[0-9]{15}", text) else "length"
        except exceptions.InvalidFormat:
            return "character"
        except exceptions.InvalidChecksum:
            # NAMED: a last character that no check character can be is not a wrong sum.
            return "checkDigit" if re.fullmatch("[0-9X]", text[-1].upper()) else "character"
        except (exceptions.InvalidComponent, KeyError):
            # NAMED: stdnum refuses places it does not know (and stumbles with a KeyError where it knows
            # the province and not the county), and with them residence permits: every 83 of Taiwan, and
            # 81 and 82 of those born before Hong Kong and Macau had these codes, 1997 and 1999. Places
            # are advice here; dates are not.
            place = "place-unknown"
        try:
            birth = ric.get_birth_date(text)
        except (exceptions.InvalidComponent, ValueError):
            return "birthDate"
        # NAMED: stdnum takes births of any year; the desk none before 130 years ago or after today.
        if birth > TODAY:
            return "future"
        if birth < TODAY.replace(year=TODAY.year - 130):
            return "birthDate"
        return f"ok {birth.isoformat()} {'M' if int(text[16]) % 2 else 'F'} {place}"

    return verdict


def hkid():
    # python-stdnum has no Hong Kong card; this is the published sum, written without looking at ours.
    def verdict(text):
        if len(text) not in (8, 9):
            return "length"
        letters = len(text) - 7
        head = text[:letters].replace("0", "O")
        tail = text[letters:].replace("O", "0")
        if not re.fullmatch("[A-Z]{1,2}", head) or not re.fullmatch("[0-9]{6}[0-9A]", tail):
            return "character"
        values = [36 if c == " " else int(c, 36) for c in (head + tail).rjust(9)]
        total = sum(value * weight for value, weight in zip(values, range(9, 0, -1)))
        return f"ok {head}{tail[:-1]}({tail[-1]})" if total % 11 == 0 else "checkDigit"

    return verdict


def permit():
    def verdict(text):
        if re.fullmatch("[HM][0-9]{8}([0-9]{2})?|C([0-9]|[A-HJ-NP-Z])[0-9]{7}", text):
            return "ok " + text
        return "no"

    return verdict


def dates(birth, expiry):
    """The two dates of a zone, or the word for what is wrong with them."""
    from mrz.base import string_checkers as check

    def valid(text):
        try:
            return bool(check.date(text))
        except ValueError:
            return False

    def day(century, text):
        return datetime.date(century + int(text[:2]), int(text[2:4]), int(text[4:]))

    # NAMED: mrz refuses births that a document leaves unknown, which ICAO 9303-3 allows.
    if re.fullmatch("[0-9]{2}<<<<|<<<<<<|[0-9]{2}(0[1-9]|1[0-2])<<", birth):
        born = "unknown"
    elif valid(birth):
        day_of_birth = day(2000, birth)
        born = (day_of_birth if day_of_birth <= TODAY else day(1900, birth)).isoformat()
    else:
        return "birthDate", None
    if not valid(expiry):
        return "expiryDate", None
    # NAMED: mrz puts the expiry years 69-99 into the last century, and calls an expiry before the
    # birth wrong; the desk calls it expired.
    until = day(2000, expiry)
    return ("expired", None) if until < TODAY else (None, f"{born} {until.isoformat()}")


def meant(text, letters, digits):
    """NAMED: O and 0 where only the other can stand; mrz does not mend them."""
    characters = list(text)
    for first, end in letters:
        for place in range(first, end):
            characters[place] = "O" if characters[place] == "0" else characters[place]
    for first, end in digits:
        for place in range(first, end):
            characters[place] = "0" if characters[place] == "O" else characters[place]
    return "".join(characters)


def zone_fields(checker, fields):
    """What mrz says of the fields, in the order the desk looks at them."""
    types, issuer, nationality, names = fields
    said = dict(checker.report.fields)
    # NAMED: mrz leaves the second letter of the type open, and takes DP for a passport.
    if not said["document type format"] or types == "DP" or not re.fullmatch("[A-Z<]", types[1]):
        return "type"
    # NAMED: mrz knows a list of countries; to the desk any letters will do.
    if not all(re.fullmatch("[A-Z]{1,3}<*", country) for country in (issuer, nationality)):
        return "country"
    # NAMED: mrz counts the fillers between names; real documents are looser.
    if not re.fullmatch("[A-Z][A-Z<]*", names):
        return "name"
    if said["identifier"] and not re.fullmatch("[A-Z][A-Z<]*", names):
        raise SystemExit("mrz takes a name that the desk refuses")
    if not said["valid genre format"]:
        return "sex"
    if not said["document number format"]:
        return "number"
    return None


def td3():
    from mrz.checker.td3 import TD3CodeChecker

    def verdict(text):
        if len(text) != 88:
            return "length"
        if not re.fullmatch("[A-Z0-9<]*", text):
            return "character"
        text = meant(text, [(0, 44), (54, 57)], [(53, 54), (57, 64), (65, 72), (86, 88)])
        one, two = text[:44], text[44:]
        checker = TD3CodeChecker(one + "\n" + two)
        said = dict(checker.report.fields)
        wrong = zone_fields(checker, (one[:2], one[2:5], two[10:13], one[5:]))
        if wrong:
            return "fields"
        for word, name in [
            ("numberCheck", "document number hash"), ("birthCheck", "birth date hash"),
            ("expiryCheck", "expiry date hash"), ("optionalCheck", "optional data hash"),
            ("overallCheck", "final hash"),
        ]:
            if not said[name]:
                return word
        wrong, days = dates(two[13:19], two[21:27])
        return wrong or f"ok {days} {two[:9].rstrip('<').replace('<', '_')}"

    return verdict


def td1():
    from mrz.base.functions import hash_is_ok
    from mrz.checker.td1 import TD1CodeChecker

    def verdict(text):
        if len(text) != 90:
            return "length"
        if not re.fullmatch("[A-Z0-9<]*", text):
            return "character"
        text = meant(
            text, [(0, 5), (45, 48), (60, 90)], [(14, 15), (30, 37), (38, 45), (59, 60)])
        one, two, three = text[:30], text[30:60], text[60:]
        # NAMED: mrz has no numbers longer than nine places, which go on in the optional field.
        number, digit, rest = one[5:14], one[14], re.match("[^<]*", one[15:]).group()
        is_long = digit == "<" and len(rest) >= 2
        if is_long:
            end = 15 + len(rest)
            one = one[:end - 1] + one[end - 1].replace("O", "0") + one[end:]
            number, digit = number + rest[:-1], one[end - 1]
        checker = TD1CodeChecker("\n".join((one, two, three)))
        said = dict(checker.report.fields)
        wrong = zone_fields(checker, (one[:2], one[2:5], two[15:18], three))
        if wrong:
            return "fields"
        number_ok = hash_is_ok(number, digit) if is_long else said["document number hash"]
        for word, right in [
            ("numberCheck", number_ok), ("birthCheck", said["birth date hash"]),
            ("expiryCheck", said["expiry date hash"]), ("overallCheck", said["final hash"]),
        ]:
            if not right:
                return word
        wrong, days = dates(two[:6], two[8:14])
        return wrong or f"ok {days} {number.rstrip('<').replace('<', '_')}"

    return verdict


def exit_entry():
    # No library reads this line; mrz counts its digits.
    from mrz.base.functions import hash_is_ok

    def verdict(text):
        if len(text) != 30:
            return "length"
        if not re.fullmatch("[A-Z0-9<]*", text):
            return "character"
        text = meant(text, [], [(3, 12), (13, 20), (21, 28), (29, 30)])
        if not re.fullmatch("C([0-9]|[A-HJ-NP-Z])[0-9]{7}", text[2:11]):
            return "fields"
        for word, first, end in [("numberCheck", 2, 11), ("expiryCheck", 13, 19), ("birthCheck", 21, 27)]:
            if not hash_is_ok(text[first:end], text[end]):
                return word
        wrong, days = dates(text[21:27], text[13:19])
        return wrong or f"ok {days} {text[2:11]}"

    return verdict


def msisdn():
    import importlib

    import phonenumbers
    from phonenumbers import PhoneNumberType

    # NAMED: the desk's tables hold opened ranges, not single blocks, so that a number from a block
    # given out tomorrow is taken. The ranges come from libphonenumber's own patterns: a range is open
    # where any block of it is in use. How many leading digits make a range, and how many make a block:
    # And which digits any of them begins with, so that not every block there is must be tried.
    plans = {
        "CN": (86, 11, 3, 5, "1", ["CN"]), "HK": (852, 8, 3, 4, "456789", ["HK"]),
        "MO": (853, 8, 2, 5, "6", ["MO"]), "TW": (886, 9, 2, 6, "49", ["TW"]),
        "GB": (44, 10, 2, 6, "7", ["GB", "GG", "IM", "JE"]),
    }

    @functools.cache
    def opened(region):
        _, length, wide, deep, heads, names = plans[region]
        ranges = set()
        for name in names:
            module = importlib.import_module(f"phonenumbers.data.region_{name}")
            pattern = getattr(module, f"PHONE_METADATA_{name}").mobile.national_number_pattern
            pattern = re.compile(pattern)
            for head, block in itertools.product(heads, range(10 ** (deep - 1))):
                block = head + str(block).zfill(deep - 1)
                if block[:wide] not in ranges and pattern.fullmatch(block.ljust(length, "0")):
                    ranges.add(block[:wide])
        # NAMED: 40001x of Taiwan are machines; of 76 in Britain only 7624, the Isle of Man's, is no
        # pager.
        return tuple(ranges - {"40"} - {"76"} | ({"7624"} if region == "GB" else set()))

    def verdict(line):
        region, text = line.split(" ", 1)
        code, length = plans[region][:2]
        # NAMED: 00 goes abroad from everywhere; libphonenumber wants 002 in Taiwan.
        if text.startswith("00"):
            text = "+" + text[2:]
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            return "no"
        national = phonenumbers.national_significant_number(number)
        kind = phonenumbers.number_type(number)
        if number.country_code != code:
            return "abroad"
        begun = len(national) == length and national.startswith(opened(region))
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if kind == PhoneNumberType.MOBILE and not begun and not national.startswith("40001"):
            raise SystemExit("a mobile outside of every opened range")
        if begun:
            return f"mobile {written} {'given' if kind == PhoneNumberType.MOBILE else 'begun'}"
        # NAMED: services of five or six digits behind a Chinese area code are nobody's line.
        if region == "CN" and len(national) < 10:
            return "no"
        return f"line {written}" if kind == PhoneNumberType.FIXED_LINE else "no"

    return verdict


def totp():
    import pyotp

    def verdict(line):
        secret, seconds, typed = line.split(" ")
        seconds = int(seconds)
        app = pyotp.TOTP(secret)
        code = app.at(seconds)
        if pyotp.HOTP(secret).at(seconds // 30) != code:
            raise SystemExit("pyotp disagrees with itself")
        if typed == "-":
            return code
        return f"{code} {str(app.verify(typed, for_time=seconds, valid_window=1)).lower()}"

    return verdict


def workdays():
    import datetime
    import holidays

    one = datetime.timedelta(1)
    years = range(2024, 2028)
    # NAMED: in Hong Kong the general holidays of offices and banks count ("optional" there), not only
    # the statutory ones of the Employment Ordinance.
    calendars = {
        "CN": holidays.country_holidays("CN", years=years),
        "HK": holidays.country_holidays("HK", years=years, categories=("public", "optional")),
        "GB": holidays.country_holidays("GB", subdiv="ENG", years=years),
    }

    def worked(calendar, day):
        if day.weekday() >= 5:
            return day in getattr(calendar, "weekend_workdays", ())
        return day not in calendar

    def verdict(line):
        country, start, count = line.split(" ")
        day = datetime.date.fromisoformat(start)
        left = int(count)
        while left:
            day += one
            left -= worked(calendars[country], day)
        return day.isoformat()

    return verdict


def main():
    verdict = globals()[KIND]()
    with open(sys.argv[3], encoding="utf-8") as lines, open(sys.argv[4], "w") as out:
        for line in lines:
            out.write(verdict(line.rstrip("\n")) + "\n")


main()
