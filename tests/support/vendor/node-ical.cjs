// node-ical 0.25.6 with rrule-temporal 1.6.0 and temporal-polyfill 0.3.2, bundled by esbuild 0.28.2; licences beside it, see README.md.
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// node_modules/temporal-polyfill/chunks/internal.cjs
var require_internal = __commonJS({
  "node_modules/temporal-polyfill/chunks/internal.cjs"(exports2) {
    "use strict";
    function clampProp(props, propName, min, max, overflow) {
      return clampEntity(propName, ((props2, propName2) => {
        const propVal = props2[propName2];
        if (void 0 === propVal) {
          throw new TypeError(missingField(propName2));
        }
        return propVal;
      })(props, propName), min, max, overflow);
    }
    function clampEntity(entityName, num, min, max, overflow, choices) {
      const clamped = clampNumber(num, min, max);
      if (overflow && num !== clamped) {
        throw new RangeError(numberOutOfRange(entityName, num, min, max, choices));
      }
      return clamped;
    }
    function isObjectLike(arg) {
      return null !== arg && /object|function/.test(typeof arg);
    }
    function memoize(generator, MapClass = Map) {
      const map = new MapClass();
      return (key, ...otherArgs) => {
        if (map.has(key)) {
          return map.get(key);
        }
        const val = generator(key, ...otherArgs);
        return map.set(key, val), val;
      };
    }
    function createPropDescriptors(propVals, readonly) {
      return mapProps(((value) => ({
        value,
        configurable: 1,
        writable: !readonly
      })), propVals);
    }
    function zipProps(propNamesRev, args) {
      const res = {};
      let i = propNamesRev.length;
      for (const arg of args) {
        res[propNamesRev[--i]] = arg;
      }
      return res;
    }
    function mapProps(transformer, props, extraArg) {
      const res = {};
      for (const propName in props) {
        res[propName] = transformer(props[propName], propName, extraArg);
      }
      return res;
    }
    function mapPropNames(generator, propNames, extraArg) {
      const props = {};
      for (let i = 0; i < propNames.length; i++) {
        const propName = propNames[i];
        props[propName] = generator(propName, i, extraArg);
      }
      return props;
    }
    function remapProps(oldNames, newNames, oldProps) {
      const newProps = {};
      for (let i = 0; i < oldNames.length; i++) {
        newProps[newNames[i]] = oldProps[oldNames[i]];
      }
      return newProps;
    }
    function pluckProps(propNames, props) {
      const res = /* @__PURE__ */ Object.create(null);
      for (const propName of propNames) {
        res[propName] = props[propName];
      }
      return res;
    }
    function hasAnyPropsByName(props, names) {
      for (const name of names) {
        if (name in props) {
          return 1;
        }
      }
      return 0;
    }
    function allPropsEqual(propNames, props0, props1) {
      for (const propName of propNames) {
        if (props0[propName] !== props1[propName]) {
          return 0;
        }
      }
      return 1;
    }
    function zeroOutProps(propNames, clearUntilI, props) {
      const copy = {
        ...props
      };
      for (let i = 0; i < clearUntilI; i++) {
        copy[propNames[i]] = 0;
      }
      return copy;
    }
    function bindArgs(f, ...boundArgs) {
      return (...dynamicArgs) => f(...boundArgs, ...dynamicArgs);
    }
    function noop() {
    }
    function capitalize(s) {
      return s[0].toUpperCase() + s.substring(1);
    }
    function sortStrings(strs) {
      return strs.slice().sort();
    }
    function padNumber(digits, num) {
      return String(num).padStart(digits, "0");
    }
    function compareNumbers(a, b) {
      return Math.sign(a - b);
    }
    function clampNumber(num, min, max) {
      return Math.min(Math.max(num, min), max);
    }
    function divModFloor(num, divisor) {
      return [Math.floor(num / divisor), modFloor(num, divisor)];
    }
    function modFloor(num, divisor) {
      return (num % divisor + divisor) % divisor;
    }
    function divModTrunc(num, divisor) {
      return [divTrunc(num, divisor), modTrunc(num, divisor)];
    }
    function divTrunc(num, divisor) {
      return Math.trunc(num / divisor) || 0;
    }
    function modTrunc(num, divisor) {
      return num % divisor || 0;
    }
    function hasHalf(num) {
      return 0.5 === Math.abs(num % 1);
    }
    function givenFieldsToBigNano(fields, largestUnit, fieldNames) {
      let timeNano = 0, days = 0;
      for (let unit = 0; unit <= largestUnit; unit++) {
        const fieldVal = fields[fieldNames[unit]], unitNano = unitNanoMap[unit], unitInDay = nanoInUtcDay / unitNano, [unitDays, leftoverUnits] = divModTrunc(fieldVal, unitInDay);
        timeNano += leftoverUnits * unitNano, days += unitDays;
      }
      const [timeDays, leftoverNano] = divModTrunc(timeNano, nanoInUtcDay);
      return [days + timeDays, leftoverNano];
    }
    function nanoToGivenFields(nano, largestUnit, fieldNames) {
      const fields = {};
      for (let unit = largestUnit; unit >= 0; unit--) {
        const divisor = unitNanoMap[unit];
        fields[fieldNames[unit]] = divTrunc(nano, divisor), nano = modTrunc(nano, divisor);
      }
      return fields;
    }
    function requirePositiveInteger(arg) {
      return requireNumberIsPositive(requireInteger(arg));
    }
    function requireInteger(arg) {
      return requireNumberIsInteger(requireNumber(arg));
    }
    function requirePropDefined(optionName, optionVal) {
      if (null == optionVal) {
        throw new RangeError(missingField(optionName));
      }
      return optionVal;
    }
    function requireObjectLike(arg) {
      if (!isObjectLike(arg)) {
        throw new TypeError(invalidObject);
      }
      return arg;
    }
    function requireType(typeName, arg, entityName = typeName) {
      if (typeof arg !== typeName) {
        throw new TypeError(invalidEntity(entityName, arg));
      }
      return arg;
    }
    function requireNumberIsInteger(num, entityName = "number") {
      if (!Number.isInteger(num)) {
        throw new RangeError(expectedInteger(entityName, num));
      }
      return num || 0;
    }
    function requireNumberIsPositive(num, entityName = "number") {
      if (num <= 0) {
        throw new RangeError(expectedPositive(entityName, num));
      }
      return num;
    }
    function toString(arg) {
      if ("symbol" == typeof arg) {
        throw new TypeError(forbiddenSymbolToString);
      }
      return String(arg);
    }
    function toStringViaPrimitive(arg, entityName) {
      return isObjectLike(arg) ? String(arg) : requireString(arg, entityName);
    }
    function toBigInt(bi) {
      if ("string" == typeof bi) {
        return BigInt(bi);
      }
      if ("bigint" != typeof bi) {
        throw new TypeError(invalidBigInt(bi));
      }
      return bi;
    }
    function toNumber(arg, entityName = "number") {
      if ("bigint" == typeof arg) {
        throw new TypeError(forbiddenBigIntToNumber(entityName));
      }
      if (arg = Number(arg), !Number.isFinite(arg)) {
        throw new RangeError(expectedFinite(entityName, arg));
      }
      return arg;
    }
    function toInteger(arg, entityName) {
      return Math.trunc(toNumber(arg, entityName)) || 0;
    }
    function toStrictInteger(arg, entityName) {
      return requireNumberIsInteger(toNumber(arg, entityName), entityName);
    }
    function toPositiveInteger(arg, entityName) {
      return requireNumberIsPositive(toInteger(arg, entityName), entityName);
    }
    function createBigNano(days, timeNano) {
      let [extraDays, newTimeNano] = divModTrunc(timeNano, nanoInUtcDay), newDays = days + extraDays;
      const newDaysSign = Math.sign(newDays);
      return newDaysSign && newDaysSign === -Math.sign(newTimeNano) && (newDays -= newDaysSign, newTimeNano += newDaysSign * nanoInUtcDay), [newDays, newTimeNano];
    }
    function addBigNanos(a, b, sign = 1) {
      return createBigNano(a[0] + b[0] * sign, a[1] + b[1] * sign);
    }
    function moveBigNano(a, b) {
      return createBigNano(a[0], a[1] + b);
    }
    function diffBigNanos(a, b) {
      return addBigNanos(b, a, -1);
    }
    function compareBigNanos(a, b) {
      return compareNumbers(a[0], b[0]) || compareNumbers(a[1], b[1]);
    }
    function bigNanoOutside(subject, rangeStart, rangeEndExcl) {
      return -1 === compareBigNanos(subject, rangeStart) || 1 === compareBigNanos(subject, rangeEndExcl);
    }
    function bigIntToBigNano(num, multiplierNano = 1) {
      const wholeInDay = BigInt(nanoInUtcDay / multiplierNano);
      return [Number(num / wholeInDay), Number(num % wholeInDay) * multiplierNano];
    }
    function numberToBigNano(num, multiplierNano = 1) {
      const wholeInDay = nanoInUtcDay / multiplierNano, [days, remainder] = divModTrunc(num, wholeInDay);
      return [days, remainder * multiplierNano];
    }
    function bigNanoToBigInt(bigNano, divisorNano = 1) {
      const [days, timeNano] = bigNano, whole = Math.floor(timeNano / divisorNano), wholeInDay = nanoInUtcDay / divisorNano;
      return BigInt(days) * BigInt(wholeInDay) + BigInt(whole);
    }
    function bigNanoToNumber(bigNano, divisorNano = 1, exact) {
      const [days, timeNano] = bigNano, [whole, remainderNano] = divModTrunc(timeNano, divisorNano);
      return days * (nanoInUtcDay / divisorNano) + (whole + (exact ? remainderNano / divisorNano : 0));
    }
    function bigNanoToExactDays(bigNano) {
      return bigNano[0] + bigNano[1] / nanoInUtcDay;
    }
    function divModBigNano(bigNano, divisorNano, divModFunc = divModFloor) {
      const [days, timeNano] = bigNano, [whole, remainderNano] = divModFunc(timeNano, divisorNano);
      return [days * (nanoInUtcDay / divisorNano) + whole, remainderNano];
    }
    function checkIsoYearMonthInBounds(isoFields) {
      return clampProp(isoFields, "isoYear", isoYearMin, isoYearMax, 1), isoFields.isoYear === isoYearMin ? clampProp(isoFields, "isoMonth", 4, 12, 1) : isoFields.isoYear === isoYearMax && clampProp(isoFields, "isoMonth", 1, 9, 1), isoFields;
    }
    function checkIsoDateInBounds(isoFields) {
      return checkIsoDateTimeInBounds({
        ...isoFields,
        ...isoTimeFieldDefaults,
        isoHour: 12
      }), isoFields;
    }
    function checkIsoDateTimeInBounds(isoFields) {
      const isoYear = clampProp(isoFields, "isoYear", isoYearMin, isoYearMax, 1), nudge = isoYear === isoYearMin ? 1 : isoYear === isoYearMax ? -1 : 0;
      return nudge && checkEpochNanoInBounds(isoToEpochNano({
        ...isoFields,
        isoDay: isoFields.isoDay + nudge,
        isoNanosecond: isoFields.isoNanosecond - nudge
      })), isoFields;
    }
    function checkEpochNanoInBounds(epochNano) {
      if (!epochNano || bigNanoOutside(epochNano, epochNanoMin, epochNanoMax)) {
        throw new RangeError(outOfBoundsDate);
      }
      return epochNano;
    }
    function isoTimeFieldsToNano(isoTimeFields) {
      return givenFieldsToBigNano(isoTimeFields, 5, isoTimeFieldNamesAsc)[1];
    }
    function nanoToIsoTimeAndDay(nano) {
      const [dayDelta, timeNano] = divModFloor(nano, nanoInUtcDay);
      return [nanoToGivenFields(timeNano, 5, isoTimeFieldNamesAsc), dayDelta];
    }
    function epochNanoToSec(epochNano) {
      return epochNanoToSecMod(epochNano)[0];
    }
    function epochNanoToSecMod(epochNano) {
      return divModBigNano(epochNano, nanoInSec);
    }
    function isoToEpochMilli(isoDateTimeFields) {
      return isoArgsToEpochMilli(isoDateTimeFields.isoYear, isoDateTimeFields.isoMonth, isoDateTimeFields.isoDay, isoDateTimeFields.isoHour, isoDateTimeFields.isoMinute, isoDateTimeFields.isoSecond, isoDateTimeFields.isoMillisecond);
    }
    function isoToEpochNano(isoFields) {
      const epochMilli = isoToEpochMilli(isoFields);
      if (void 0 !== epochMilli) {
        const [days, milliRemainder] = divModTrunc(epochMilli, milliInDay);
        return [days, milliRemainder * nanoInMilli + (isoFields.isoMicrosecond || 0) * nanoInMicro + (isoFields.isoNanosecond || 0)];
      }
    }
    function isoToEpochNanoWithOffset(isoFields, offsetNano) {
      const [newIsoTimeFields, dayDelta] = nanoToIsoTimeAndDay(isoTimeFieldsToNano(isoFields) - offsetNano);
      return checkEpochNanoInBounds(isoToEpochNano({
        ...isoFields,
        isoDay: isoFields.isoDay + dayDelta,
        ...newIsoTimeFields
      }));
    }
    function isoArgsToEpochSec(...args) {
      return isoArgsToEpochMilli(...args) / milliInSec;
    }
    function isoArgsToEpochMilli(...args) {
      const [legacyDate, daysNudged] = isoToLegacyDate(...args), epochMilli = legacyDate.valueOf();
      if (!isNaN(epochMilli)) {
        return epochMilli - daysNudged * milliInDay;
      }
    }
    function isoToLegacyDate(isoYear, isoMonth = 1, isoDay = 1, isoHour = 0, isoMinute = 0, isoSec = 0, isoMilli = 0) {
      const daysNudged = isoYear === isoYearMin ? 1 : isoYear === isoYearMax ? -1 : 0, legacyDate = /* @__PURE__ */ new Date();
      return legacyDate.setUTCHours(isoHour, isoMinute, isoSec, isoMilli), legacyDate.setUTCFullYear(isoYear, isoMonth - 1, isoDay + daysNudged), [legacyDate, daysNudged];
    }
    function epochNanoToIso(epochNano, offsetNano) {
      let [days, timeNano] = moveBigNano(epochNano, offsetNano);
      timeNano < 0 && (timeNano += nanoInUtcDay, days -= 1);
      const [timeMilli, nanoRemainder] = divModFloor(timeNano, nanoInMilli), [isoMicrosecond, isoNanosecond] = divModFloor(nanoRemainder, nanoInMicro);
      return epochMilliToIso(days * milliInDay + timeMilli, isoMicrosecond, isoNanosecond);
    }
    function epochMilliToIso(epochMilli, isoMicrosecond = 0, isoNanosecond = 0) {
      const daysOver = Math.ceil(Math.max(0, Math.abs(epochMilli) - maxMilli) / milliInDay) * Math.sign(epochMilli), legacyDate = new Date(epochMilli - daysOver * milliInDay);
      return zipProps(isoDateTimeFieldNamesAsc, [legacyDate.getUTCFullYear(), legacyDate.getUTCMonth() + 1, legacyDate.getUTCDate() + daysOver, legacyDate.getUTCHours(), legacyDate.getUTCMinutes(), legacyDate.getUTCSeconds(), legacyDate.getUTCMilliseconds(), isoMicrosecond, isoNanosecond]);
    }
    function hashIntlFormatParts(intlFormat, epochMilli) {
      if (epochMilli < -maxMilli) {
        throw new RangeError(outOfBoundsDate);
      }
      const parts = intlFormat.formatToParts(epochMilli), hash = {};
      for (const part of parts) {
        hash[part.type] = part.value;
      }
      return hash;
    }
    function computeIsoDay(isoFields) {
      return isoFields.isoDay;
    }
    function computeIsoDateParts(isoFields) {
      return [isoFields.isoYear, isoFields.isoMonth, isoFields.isoDay];
    }
    function computeIsoMonthCodeParts(_isoYear, isoMonth) {
      return [isoMonth, 0];
    }
    function computeIsoYearMonthForMonthDay(monthCodeNumber, isLeapMonth) {
      if (!isLeapMonth) {
        return [isoEpochFirstLeapYear, monthCodeNumber];
      }
    }
    function computeIsoFieldsFromParts(year, month, day) {
      return {
        isoYear: year,
        isoMonth: month,
        isoDay: day
      };
    }
    function computeIsoDaysInWeek() {
      return 7;
    }
    function computeIsoMonthsInYear() {
      return isoMonthsInYear;
    }
    function computeIsoDaysInMonth(isoYear, isoMonth) {
      switch (isoMonth) {
        case 2:
          return computeIsoInLeapYear(isoYear) ? 29 : 28;
        case 4:
        case 6:
        case 9:
        case 11:
          return 30;
      }
      return 31;
    }
    function computeIsoDaysInYear(isoYear) {
      return computeIsoInLeapYear(isoYear) ? 366 : 365;
    }
    function computeIsoInLeapYear(isoYear) {
      return isoYear % 4 == 0 && (isoYear % 100 != 0 || isoYear % 400 == 0);
    }
    function computeIsoDayOfWeek(isoDateFields) {
      const [legacyDate, daysNudged] = isoToLegacyDate(isoDateFields.isoYear, isoDateFields.isoMonth, isoDateFields.isoDay);
      return modFloor(legacyDate.getUTCDay() - daysNudged, 7) || 7;
    }
    function computeIsoEraParts(isoFields) {
      return this.id === gregoryCalendarId ? (({ isoYear }) => isoYear < 1 ? ["gregory-inverse", 1 - isoYear] : ["gregory", isoYear])(isoFields) : "japanese" === this.id ? queryJapaneseEraParts(isoFields) : [];
    }
    function checkIsoDateTimeFields(isoDateTimeFields) {
      return checkIsoDateFields(isoDateTimeFields), constrainIsoTimeFields(isoDateTimeFields, 1), isoDateTimeFields;
    }
    function checkIsoDateFields(isoInternals) {
      return constrainIsoDateFields(isoInternals, 1), isoInternals;
    }
    function isIsoDateFieldsValid(isoFields) {
      return allPropsEqual(isoDateFieldNamesAsc, isoFields, constrainIsoDateFields(isoFields));
    }
    function constrainIsoDateFields(isoFields, overflow) {
      const { isoYear } = isoFields, isoMonth = clampProp(isoFields, "isoMonth", 1, computeIsoMonthsInYear(), overflow);
      return {
        isoYear,
        isoMonth,
        isoDay: clampProp(isoFields, "isoDay", 1, computeIsoDaysInMonth(isoYear, isoMonth), overflow)
      };
    }
    function constrainIsoTimeFields(isoTimeFields, overflow) {
      return zipProps(isoTimeFieldNamesAsc, [clampProp(isoTimeFields, "isoHour", 0, 23, overflow), clampProp(isoTimeFields, "isoMinute", 0, 59, overflow), clampProp(isoTimeFields, "isoSecond", 0, 59, overflow), clampProp(isoTimeFields, "isoMillisecond", 0, 999, overflow), clampProp(isoTimeFields, "isoMicrosecond", 0, 999, overflow), clampProp(isoTimeFields, "isoNanosecond", 0, 999, overflow)]);
    }
    function refineOverflowOptions(options) {
      return void 0 === options ? 0 : refineOverflow(requireObjectLike(options));
    }
    function refineZonedFieldOptions(options, defaultOffsetDisambig = 0) {
      options = normalizeOptions(options);
      const epochDisambig = refineEpochDisambig(options), offsetDisambig = refineOffsetDisambig(options, defaultOffsetDisambig);
      return [refineOverflow(options), offsetDisambig, epochDisambig];
    }
    function refineDiffOptions(roundingModeInvert, options, defaultLargestUnit, maxUnit = 9, minUnit = 0, defaultRoundingMode = 4) {
      options = normalizeOptions(options);
      let largestUnit = refineLargestUnit(options, maxUnit, minUnit), roundingInc = parseRoundingIncInteger(options), roundingMode = refineRoundingMode(options, defaultRoundingMode);
      const smallestUnit = refineSmallestUnit(options, maxUnit, minUnit, 1);
      return null == largestUnit ? largestUnit = Math.max(defaultLargestUnit, smallestUnit) : checkLargestSmallestUnit(largestUnit, smallestUnit), roundingInc = refineRoundingInc(roundingInc, smallestUnit, 1), roundingModeInvert && (roundingMode = ((roundingMode2) => roundingMode2 < 4 ? (roundingMode2 + 2) % 4 : roundingMode2)(roundingMode)), [largestUnit, smallestUnit, roundingInc, roundingMode];
    }
    function refineRoundingOptions(options, maxUnit = 6, solarMode) {
      let roundingInc = parseRoundingIncInteger(options = normalizeOptionsOrString(options, smallestUnitStr));
      const roundingMode = refineRoundingMode(options, 7);
      let smallestUnit = refineSmallestUnit(options, maxUnit);
      return smallestUnit = requirePropDefined(smallestUnitStr, smallestUnit), roundingInc = refineRoundingInc(roundingInc, smallestUnit, void 0, solarMode), [smallestUnit, roundingInc, roundingMode];
    }
    function refineRoundingMathOptions(smallestUnit, options, allowManyLargeUnits) {
      let roundingInc = parseRoundingIncInteger(options = normalizeOptionsOrString(options, roundingModeName));
      const roundingMode = refineRoundingMode(options, 7);
      return roundingInc = refineRoundingInc(roundingInc, smallestUnit, allowManyLargeUnits), [roundingInc, roundingMode];
    }
    function refineDateDisplayOptions(options) {
      return refineCalendarDisplay(normalizeOptions(options));
    }
    function refineTimeDisplayOptions(options, maxSmallestUnit) {
      return refineTimeDisplayTuple(normalizeOptions(options), maxSmallestUnit);
    }
    function refineTimeDisplayTuple(options, maxSmallestUnit = 4) {
      const subsecDigits = refineSubsecDigits(options);
      return [refineRoundingMode(options, 4), ...refineSmallestUnitAndSubsecDigits(refineSmallestUnit(options, maxSmallestUnit), subsecDigits)];
    }
    function refineSmallestUnitAndSubsecDigits(smallestUnit, subsecDigits) {
      return null != smallestUnit ? [unitNanoMap[smallestUnit], smallestUnit < 4 ? 9 - 3 * smallestUnit : -1] : [void 0 === subsecDigits ? 1 : 10 ** (9 - subsecDigits), subsecDigits];
    }
    function parseRoundingIncInteger(options) {
      const roundingInc = options[roundingIncName];
      return void 0 === roundingInc ? 1 : toInteger(roundingInc, roundingIncName);
    }
    function refineRoundingInc(roundingInc, smallestUnit, allowManyLargeUnits, solarMode) {
      const upUnitNano = solarMode ? nanoInUtcDay : unitNanoMap[smallestUnit + 1];
      if (upUnitNano) {
        const unitNano = unitNanoMap[smallestUnit];
        if (upUnitNano % ((roundingInc = clampEntity(roundingIncName, roundingInc, 1, upUnitNano / unitNano - (solarMode ? 0 : 1), 1)) * unitNano)) {
          throw new RangeError(invalidEntity(roundingIncName, roundingInc));
        }
      } else {
        roundingInc = clampEntity(roundingIncName, roundingInc, 1, allowManyLargeUnits ? 10 ** 9 : 1, 1);
      }
      return roundingInc;
    }
    function refineSubsecDigits(options) {
      let subsecDigits = options[subsecDigitsName];
      if (void 0 !== subsecDigits) {
        if ("number" != typeof subsecDigits) {
          if ("auto" === toString(subsecDigits)) {
            return;
          }
          throw new RangeError(invalidEntity(subsecDigitsName, subsecDigits));
        }
        subsecDigits = clampEntity(subsecDigitsName, Math.floor(subsecDigits), 0, 9, 1);
      }
      return subsecDigits;
    }
    function normalizeOptions(options) {
      return void 0 === options ? {} : requireObjectLike(options);
    }
    function normalizeOptionsOrString(options, optionName) {
      return "string" == typeof options ? {
        [optionName]: options
      } : requireObjectLike(options);
    }
    function fabricateOverflowOptions(overflow) {
      return {
        overflow: overflowMapNames[overflow]
      };
    }
    function refineUnitOption(optionName, options, maxUnit = 9, minUnit = 0, ensureDefined) {
      let unitStr = options[optionName];
      if (void 0 === unitStr) {
        return ensureDefined ? minUnit : void 0;
      }
      if (unitStr = toString(unitStr), "auto" === unitStr) {
        return ensureDefined ? minUnit : null;
      }
      let unit = unitNameMap[unitStr];
      if (void 0 === unit && (unit = durationFieldIndexes[unitStr]), void 0 === unit) {
        throw new RangeError(invalidChoice(optionName, unitStr, unitNameMap));
      }
      return clampEntity(optionName, unit, minUnit, maxUnit, 1, unitNamesAsc), unit;
    }
    function refineChoiceOption(optionName, enumNameMap, options, defaultChoice = 0) {
      const enumArg = options[optionName];
      if (void 0 === enumArg) {
        return defaultChoice;
      }
      const enumStr = toString(enumArg), enumNum = enumNameMap[enumStr];
      if (void 0 === enumNum) {
        throw new RangeError(invalidChoice(optionName, enumStr, enumNameMap));
      }
      return enumNum;
    }
    function checkLargestSmallestUnit(largestUnit, smallestUnit) {
      if (smallestUnit > largestUnit) {
        throw new RangeError(flippedSmallestLargestUnit);
      }
    }
    function createInstantSlots(epochNano) {
      return {
        branding: InstantBranding,
        epochNanoseconds: epochNano
      };
    }
    function createZonedDateTimeSlots(epochNano, timeZoneId, calendarId) {
      return {
        branding: ZonedDateTimeBranding,
        calendar: calendarId,
        timeZone: timeZoneId,
        epochNanoseconds: epochNano
      };
    }
    function createPlainDateTimeSlots(isoFields, calendar = isoFields.calendar) {
      return {
        branding: PlainDateTimeBranding,
        calendar,
        ...pluckProps(isoDateTimeFieldNamesAlpha, isoFields)
      };
    }
    function createPlainDateSlots(isoFields, calendar = isoFields.calendar) {
      return {
        branding: PlainDateBranding,
        calendar,
        ...pluckProps(isoDateFieldNamesAlpha, isoFields)
      };
    }
    function createPlainYearMonthSlots(isoFields, calendar = isoFields.calendar) {
      return {
        branding: PlainYearMonthBranding,
        calendar,
        ...pluckProps(isoDateFieldNamesAlpha, isoFields)
      };
    }
    function createPlainMonthDaySlots(isoFields, calendar = isoFields.calendar) {
      return {
        branding: PlainMonthDayBranding,
        calendar,
        ...pluckProps(isoDateFieldNamesAlpha, isoFields)
      };
    }
    function createPlainTimeSlots(isoFields) {
      return {
        branding: PlainTimeBranding,
        ...pluckProps(isoTimeFieldNamesAlpha, isoFields)
      };
    }
    function createDurationSlots(durationFields) {
      return {
        branding: DurationBranding,
        sign: computeDurationSign(durationFields),
        ...pluckProps(durationFieldNamesAlpha, durationFields)
      };
    }
    function getEpochMilli(slots) {
      return divModBigNano(slots.epochNanoseconds, nanoInMilli)[0];
    }
    function extractEpochNano(slots) {
      return slots.epochNanoseconds;
    }
    function totalRelativeDuration(durationFields, endEpochNano, totalUnit, calendarOps, marker, markerToEpochNano, moveMarker) {
      const sign = computeDurationSign(durationFields), [epochNano0, epochNano1] = clampRelativeDuration(calendarOps, clearDurationFields(totalUnit, durationFields), totalUnit, sign, marker, markerToEpochNano, moveMarker), frac = computeEpochNanoFrac(endEpochNano, epochNano0, epochNano1);
      return durationFields[durationFieldNamesAsc[totalUnit]] + frac * sign;
    }
    function totalDayTimeDuration(durationFields, totalUnit) {
      return bigNanoToNumber(durationFieldsToBigNano(durationFields), unitNanoMap[totalUnit], 1);
    }
    function clampRelativeDuration(calendarOps, durationFields, clampUnit, clampDistance, marker, markerToEpochNano, moveMarker) {
      const unitName = durationFieldNamesAsc[clampUnit], durationPlusDistance = {
        ...durationFields,
        [unitName]: durationFields[unitName] + clampDistance
      }, marker0 = moveMarker(calendarOps, marker, durationFields), marker1 = moveMarker(calendarOps, marker, durationPlusDistance);
      return [markerToEpochNano(marker0), markerToEpochNano(marker1)];
    }
    function computeEpochNanoFrac(epochNanoProgress, epochNano0, epochNano1) {
      const denom = bigNanoToNumber(diffBigNanos(epochNano0, epochNano1));
      if (!denom) {
        throw new RangeError(invalidProtocolResults);
      }
      return bigNanoToNumber(diffBigNanos(epochNano0, epochNanoProgress)) / denom;
    }
    function alignZonedEpoch(computeAlignment, timeZoneOps, slots) {
      return getStartOfDayInstantFor(timeZoneOps, computeAlignment(zonedEpochSlotsToIso(slots, timeZoneOps)));
    }
    function roundZonedEpochToInterval(computeInterval, timeZoneOps, slots, roundingMode) {
      const isoSlots = zonedEpochSlotsToIso(slots, timeZoneOps), [isoFields0, isoFields1] = computeInterval(isoSlots), epochNano = slots.epochNanoseconds, epochNano0 = getStartOfDayInstantFor(timeZoneOps, isoFields0), epochNano1 = getStartOfDayInstantFor(timeZoneOps, isoFields1);
      if (bigNanoOutside(epochNano, epochNano0, epochNano1)) {
        throw new RangeError(invalidProtocolResults);
      }
      return roundWithMode(computeEpochNanoFrac(epochNano, epochNano0, epochNano1), roundingMode) ? epochNano1 : epochNano0;
    }
    function roundDateTime(isoFields, smallestUnit, roundingInc, roundingMode) {
      return roundDateTimeToNano(isoFields, computeNanoInc(smallestUnit, roundingInc), roundingMode);
    }
    function roundDateTimeToNano(isoFields, nanoInc, roundingMode) {
      const [roundedIsoFields, dayDelta] = roundTimeToNano(isoFields, nanoInc, roundingMode);
      return checkIsoDateTimeInBounds({
        ...moveByDays(isoFields, dayDelta),
        ...roundedIsoFields
      });
    }
    function roundTimeToNano(isoFields, nanoInc, roundingMode) {
      return nanoToIsoTimeAndDay(roundByInc(isoTimeFieldsToNano(isoFields), nanoInc, roundingMode));
    }
    function roundToMinute(offsetNano) {
      return roundByInc(offsetNano, nanoInMinute, 7);
    }
    function computeNanoInc(smallestUnit, roundingInc) {
      return unitNanoMap[smallestUnit] * roundingInc;
    }
    function computeDayInterval(isoFields) {
      const isoFields0 = computeDayFloor(isoFields);
      return [isoFields0, moveByDays(isoFields0, 1)];
    }
    function computeDayFloor(isoFields) {
      return clearIsoFields(6, isoFields);
    }
    function roundDayTimeDurationByInc(durationFields, nanoInc, roundingMode) {
      const maxUnit = Math.min(getMaxDurationUnit(durationFields), 6);
      return nanoToDurationDayTimeFields(roundBigNanoByInc(durationFieldsToBigNano(durationFields, maxUnit), nanoInc, roundingMode), maxUnit);
    }
    function roundRelativeDuration(durationFields, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, marker, markerToEpochNano, moveMarker) {
      if (0 === smallestUnit && 1 === roundingInc) {
        return durationFields;
      }
      const nudgeFunc = isUniformUnit(smallestUnit, marker) ? isZonedEpochSlots(marker) && smallestUnit < 6 && largestUnit >= 6 ? nudgeZonedTimeDuration : nudgeDayTimeDuration : nudgeRelativeDuration;
      let [roundedDurationFields, roundedEpochNano, grewBigUnit] = nudgeFunc(durationFields, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, marker, markerToEpochNano, moveMarker);
      return grewBigUnit && 7 !== smallestUnit && (roundedDurationFields = ((durationFields2, endEpochNano2, largestUnit2, smallestUnit2, calendarOps2, marker2, markerToEpochNano2, moveMarker2) => {
        const sign = computeDurationSign(durationFields2);
        for (let currentUnit = smallestUnit2 + 1; currentUnit <= largestUnit2; currentUnit++) {
          if (7 === currentUnit && 7 !== largestUnit2) {
            continue;
          }
          const baseDurationFields = clearDurationFields(currentUnit, durationFields2);
          baseDurationFields[durationFieldNamesAsc[currentUnit]] += sign;
          const beyondThresholdNano = bigNanoToNumber(diffBigNanos(markerToEpochNano2(moveMarker2(calendarOps2, marker2, baseDurationFields)), endEpochNano2));
          if (beyondThresholdNano && Math.sign(beyondThresholdNano) !== sign) {
            break;
          }
          durationFields2 = baseDurationFields;
        }
        return durationFields2;
      })(roundedDurationFields, roundedEpochNano, largestUnit, Math.max(6, smallestUnit), calendarOps, marker, markerToEpochNano, moveMarker)), roundedDurationFields;
    }
    function roundBigNano(bigNano, smallestUnit, roundingInc, roundingMode, useDayOrigin) {
      return 6 === smallestUnit ? [roundByInc(bigNanoToExactDays(bigNano), roundingInc, roundingMode), 0] : roundBigNanoByInc(bigNano, computeNanoInc(smallestUnit, roundingInc), roundingMode, useDayOrigin);
    }
    function roundBigNanoByInc(bigNano, nanoInc, roundingMode, useDayOrigin) {
      let [days, timeNano] = bigNano;
      useDayOrigin && timeNano < 0 && (timeNano += nanoInUtcDay, days -= 1);
      const [dayDelta, roundedTimeNano] = divModFloor(roundByInc(timeNano, nanoInc, roundingMode), nanoInUtcDay);
      return createBigNano(days + dayDelta, roundedTimeNano);
    }
    function roundByInc(num, inc, roundingMode) {
      return roundWithMode(num / inc, roundingMode) * inc;
    }
    function roundWithMode(num, roundingMode) {
      return roundingModeFuncs[roundingMode](num);
    }
    function nudgeDayTimeDuration(durationFields, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode) {
      const sign = computeDurationSign(durationFields), bigNano = durationFieldsToBigNano(durationFields), roundedBigNano = roundBigNano(bigNano, smallestUnit, roundingInc, roundingMode), nanoDiff = diffBigNanos(bigNano, roundedBigNano), expandedBigUnit = Math.sign(roundedBigNano[0] - bigNano[0]) === sign, roundedDayTimeFields = nanoToDurationDayTimeFields(roundedBigNano, Math.min(largestUnit, 6));
      return [{
        ...durationFields,
        ...roundedDayTimeFields
      }, addBigNanos(endEpochNano, nanoDiff), expandedBigUnit];
    }
    function nudgeZonedTimeDuration(durationFields, endEpochNano, _largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, marker, markerToEpochNano, moveMarker) {
      const sign = computeDurationSign(durationFields) || 1, timeNano = bigNanoToNumber(durationFieldsToBigNano(durationFields, 5)), nanoInc = computeNanoInc(smallestUnit, roundingInc);
      let roundedTimeNano = roundByInc(timeNano, nanoInc, roundingMode);
      const [dayEpochNano0, dayEpochNano1] = clampRelativeDuration(calendarOps, {
        ...durationFields,
        ...durationTimeFieldDefaults
      }, 6, sign, marker, markerToEpochNano, moveMarker), beyondDayNano = roundedTimeNano - bigNanoToNumber(diffBigNanos(dayEpochNano0, dayEpochNano1));
      let dayDelta = 0;
      beyondDayNano && Math.sign(beyondDayNano) !== sign ? endEpochNano = moveBigNano(dayEpochNano0, roundedTimeNano) : (dayDelta += sign, roundedTimeNano = roundByInc(beyondDayNano, nanoInc, roundingMode), endEpochNano = moveBigNano(dayEpochNano1, roundedTimeNano));
      const durationTimeFields = nanoToDurationTimeFields(roundedTimeNano);
      return [{
        ...durationFields,
        ...durationTimeFields,
        days: durationFields.days + dayDelta
      }, endEpochNano, Boolean(dayDelta)];
    }
    function nudgeRelativeDuration(durationFields, endEpochNano, _largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, marker, markerToEpochNano, moveMarker) {
      const sign = computeDurationSign(durationFields), smallestUnitFieldName = durationFieldNamesAsc[smallestUnit], baseDurationFields = clearDurationFields(smallestUnit, durationFields);
      7 === smallestUnit && (durationFields = {
        ...durationFields,
        weeks: durationFields.weeks + Math.trunc(durationFields.days / 7)
      });
      const truncedVal = divTrunc(durationFields[smallestUnitFieldName], roundingInc) * roundingInc;
      baseDurationFields[smallestUnitFieldName] = truncedVal;
      const [epochNano0, epochNano1] = clampRelativeDuration(calendarOps, baseDurationFields, smallestUnit, roundingInc * sign, marker, markerToEpochNano, moveMarker), exactVal = truncedVal + computeEpochNanoFrac(endEpochNano, epochNano0, epochNano1) * sign * roundingInc, roundedVal = roundByInc(exactVal, roundingInc, roundingMode), expanded = Math.sign(roundedVal - exactVal) === sign;
      return baseDurationFields[smallestUnitFieldName] = roundedVal, [baseDurationFields, expanded ? epochNano1 : epochNano0, expanded];
    }
    function formatDateLikeIso(calendarId, formatSimple, isoFields, calendarDisplay) {
      const showCalendar = calendarDisplay > 1 || 0 === calendarDisplay && calendarId !== isoCalendarId;
      return 1 === calendarDisplay ? calendarId === isoCalendarId ? formatSimple(isoFields) : formatIsoDateFields(isoFields) : showCalendar ? formatIsoDateFields(isoFields) + formatCalendarId(calendarId, 2 === calendarDisplay) : formatSimple(isoFields);
    }
    function formatDurationFragments(fragObj) {
      const parts = [];
      for (const fragName in fragObj) {
        const fragVal = fragObj[fragName];
        fragVal && parts.push(fragVal, fragName);
      }
      return parts.join("");
    }
    function formatIsoDateTimeFields(isoDateTimeFields, subsecDigits) {
      return formatIsoDateFields(isoDateTimeFields) + "T" + formatIsoTimeFields(isoDateTimeFields, subsecDigits);
    }
    function formatIsoDateFields(isoDateFields) {
      return formatIsoYearMonthFields(isoDateFields) + "-" + padNumber2(isoDateFields.isoDay);
    }
    function formatIsoYearMonthFields(isoDateFields) {
      const { isoYear } = isoDateFields;
      return (isoYear < 0 || isoYear > 9999 ? getSignStr(isoYear) + padNumber(6, Math.abs(isoYear)) : padNumber(4, isoYear)) + "-" + padNumber2(isoDateFields.isoMonth);
    }
    function formatIsoMonthDayFields(isoDateFields) {
      return padNumber2(isoDateFields.isoMonth) + "-" + padNumber2(isoDateFields.isoDay);
    }
    function formatIsoTimeFields(isoTimeFields, subsecDigits) {
      const parts = [padNumber2(isoTimeFields.isoHour), padNumber2(isoTimeFields.isoMinute)];
      return -1 !== subsecDigits && parts.push(padNumber2(isoTimeFields.isoSecond) + ((isoMillisecond, isoMicrosecond, isoNanosecond, subsecDigits2) => formatSubsecNano(isoMillisecond * nanoInMilli + isoMicrosecond * nanoInMicro + isoNanosecond, subsecDigits2))(isoTimeFields.isoMillisecond, isoTimeFields.isoMicrosecond, isoTimeFields.isoNanosecond, subsecDigits)), parts.join(":");
    }
    function formatOffsetNano(offsetNano, offsetDisplay = 0) {
      if (1 === offsetDisplay) {
        return "";
      }
      const [hour, nanoRemainder0] = divModFloor(Math.abs(offsetNano), nanoInHour), [minute, nanoRemainder1] = divModFloor(nanoRemainder0, nanoInMinute), [second, nanoRemainder2] = divModFloor(nanoRemainder1, nanoInSec);
      return getSignStr(offsetNano) + padNumber2(hour) + ":" + padNumber2(minute) + (second || nanoRemainder2 ? ":" + padNumber2(second) + formatSubsecNano(nanoRemainder2) : "");
    }
    function formatCalendar(calendarId, calendarDisplay) {
      return 1 !== calendarDisplay && (calendarDisplay > 1 || 0 === calendarDisplay && calendarId !== isoCalendarId) ? formatCalendarId(calendarId, 2 === calendarDisplay) : "";
    }
    function formatCalendarId(calendarId, isCritical) {
      return "[" + (isCritical ? "!" : "") + "u-ca=" + calendarId + "]";
    }
    function formatSubsecNano(totalNano, subsecDigits) {
      let s = padNumber(9, totalNano);
      return s = void 0 === subsecDigits ? s.replace(trailingZerosRE, "") : s.slice(0, subsecDigits), s ? "." + s : "";
    }
    function getSignStr(num) {
      return num < 0 ? "-" : "+";
    }
    function formatDurationNumber(n, force) {
      return n || force ? n.toLocaleString("fullwide", {
        useGrouping: 0
      }) : "";
    }
    function getMatchingInstantFor(timeZoneOps, isoFields, offsetNano, offsetDisambig = 0, epochDisambig = 0, epochFuzzy, hasZ) {
      if (void 0 !== offsetNano && 1 === offsetDisambig && (1 === offsetDisambig || hasZ)) {
        return isoToEpochNanoWithOffset(isoFields, offsetNano);
      }
      const possibleEpochNanos = timeZoneOps.getPossibleInstantsFor(isoFields);
      if (void 0 !== offsetNano && 3 !== offsetDisambig) {
        const matchingEpochNano = ((possibleEpochNanos2, isoDateTimeFields, offsetNano2, fuzzy) => {
          const zonedEpochNano = isoToEpochNano(isoDateTimeFields);
          fuzzy && (offsetNano2 = roundToMinute(offsetNano2));
          for (const possibleEpochNano of possibleEpochNanos2) {
            let possibleOffsetNano = bigNanoToNumber(diffBigNanos(possibleEpochNano, zonedEpochNano));
            if (fuzzy && (possibleOffsetNano = roundToMinute(possibleOffsetNano)), possibleOffsetNano === offsetNano2) {
              return possibleEpochNano;
            }
          }
        })(possibleEpochNanos, isoFields, offsetNano, epochFuzzy);
        if (void 0 !== matchingEpochNano) {
          return matchingEpochNano;
        }
        if (0 === offsetDisambig) {
          throw new RangeError(invalidOffsetForTimeZone);
        }
      }
      return hasZ ? isoToEpochNano(isoFields) : getSingleInstantFor(timeZoneOps, isoFields, epochDisambig, possibleEpochNanos);
    }
    function getSingleInstantFor(timeZoneOps, isoFields, disambig = 0, possibleEpochNanos = timeZoneOps.getPossibleInstantsFor(isoFields)) {
      if (1 === possibleEpochNanos.length) {
        return possibleEpochNanos[0];
      }
      if (1 === disambig) {
        throw new RangeError(ambigOffset);
      }
      if (possibleEpochNanos.length) {
        return possibleEpochNanos[3 === disambig ? 1 : 0];
      }
      const zonedEpochNano = isoToEpochNano(isoFields), gapNano = ((timeZoneOps2, zonedEpochNano2) => {
        const startOffsetNano = timeZoneOps2.getOffsetNanosecondsFor(moveBigNano(zonedEpochNano2, -nanoInUtcDay));
        return ((gapNano2) => {
          if (gapNano2 > nanoInUtcDay) {
            throw new RangeError(outOfBoundsDstGap);
          }
          return gapNano2;
        })(timeZoneOps2.getOffsetNanosecondsFor(moveBigNano(zonedEpochNano2, nanoInUtcDay)) - startOffsetNano);
      })(timeZoneOps, zonedEpochNano), shiftNano = gapNano * (2 === disambig ? -1 : 1);
      return (possibleEpochNanos = timeZoneOps.getPossibleInstantsFor(epochNanoToIso(zonedEpochNano, shiftNano)))[2 === disambig ? 0 : possibleEpochNanos.length - 1];
    }
    function getStartOfDayInstantFor(timeZoneOps, isoFields) {
      const possibleEpochNanos = timeZoneOps.getPossibleInstantsFor(isoFields);
      if (possibleEpochNanos.length) {
        return possibleEpochNanos[0];
      }
      const zonedEpochNanoDayBefore = moveBigNano(isoToEpochNano(isoFields), -nanoInUtcDay);
      return timeZoneOps.getTransition(zonedEpochNanoDayBefore, 1);
    }
    function moveZonedEpochs(timeZoneOps, calendarOps, slots, durationFields, options) {
      const timeOnlyNano = durationFieldsToBigNano(durationFields, 5);
      let epochNano = slots.epochNanoseconds;
      if (durationHasDateParts(durationFields)) {
        const isoDateTimeFields = zonedEpochSlotsToIso(slots, timeZoneOps);
        epochNano = addBigNanos(getSingleInstantFor(timeZoneOps, {
          ...moveDate(calendarOps, isoDateTimeFields, {
            ...durationFields,
            ...durationTimeFieldDefaults
          }, options),
          ...pluckProps(isoTimeFieldNamesAsc, isoDateTimeFields)
        }), timeOnlyNano);
      } else {
        epochNano = addBigNanos(epochNano, timeOnlyNano), refineOverflowOptions(options);
      }
      return {
        epochNanoseconds: checkEpochNanoInBounds(epochNano)
      };
    }
    function moveDateTime(calendarOps, isoDateTimeFields, durationFields, options) {
      const [movedIsoTimeFields, dayDelta] = moveTime(isoDateTimeFields, durationFields);
      return checkIsoDateTimeInBounds({
        ...moveDate(calendarOps, isoDateTimeFields, {
          ...durationFields,
          ...durationTimeFieldDefaults,
          days: durationFields.days + dayDelta
        }, options),
        ...movedIsoTimeFields
      });
    }
    function moveDate(calendarOps, isoDateFields, durationFields, options) {
      if (durationFields.years || durationFields.months || durationFields.weeks) {
        return calendarOps.dateAdd(isoDateFields, durationFields, options);
      }
      refineOverflowOptions(options);
      const days = durationFields.days + durationFieldsToBigNano(durationFields, 5)[0];
      return days ? checkIsoDateInBounds(moveByDays(isoDateFields, days)) : isoDateFields;
    }
    function moveToDayOfMonthUnsafe(calendarOps, isoFields, dayOfMonth = 1) {
      return moveByDays(isoFields, dayOfMonth - calendarOps.day(isoFields));
    }
    function moveTime(isoFields, durationFields) {
      const [durDays, durTimeNano] = durationFieldsToBigNano(durationFields, 5), [newIsoFields, overflowDays] = nanoToIsoTimeAndDay(isoTimeFieldsToNano(isoFields) + durTimeNano);
      return [newIsoFields, durDays + overflowDays];
    }
    function nativeDateAdd(isoDateFields, durationFields, options) {
      const overflow = refineOverflowOptions(options);
      let epochMilli, { years, months, weeks, days } = durationFields;
      if (days += durationFieldsToBigNano(durationFields, 5)[0], years || months) {
        epochMilli = nativeYearMonthAdd(this, isoDateFields, years, months, overflow);
      } else {
        if (!weeks && !days) {
          return isoDateFields;
        }
        epochMilli = isoToEpochMilli(isoDateFields);
      }
      if (void 0 === epochMilli) {
        throw new RangeError(outOfBoundsDate);
      }
      return epochMilli += (7 * weeks + days) * milliInDay, checkIsoDateInBounds(epochMilliToIso(epochMilli));
    }
    function nativeYearMonthAdd(moveOps, isoDateFields, years, months, overflow) {
      let [year, month, day] = moveOps.dateParts(isoDateFields);
      if (years) {
        const [monthCodeNumber, isLeapMonth] = moveOps.monthCodeParts(year, month);
        year += years, month = monthCodeNumberToMonth(monthCodeNumber, isLeapMonth, moveOps.leapMonth(year)), month = clampEntity("month", month, 1, moveOps.monthsInYearPart(year), overflow);
      }
      return months && ([year, month] = moveOps.monthAdd(year, month, months)), day = clampEntity("day", day, 1, moveOps.daysInMonthParts(year, month), overflow), moveOps.epochMilli(year, month, day);
    }
    function isoMonthAdd(year, month, monthDelta) {
      return year += divTrunc(monthDelta, isoMonthsInYear), (month += modTrunc(monthDelta, isoMonthsInYear)) < 1 ? (year--, month += isoMonthsInYear) : month > isoMonthsInYear && (year++, month -= isoMonthsInYear), [year, month];
    }
    function intlMonthAdd(year, month, monthDelta) {
      if (monthDelta) {
        if (month += monthDelta, !Number.isSafeInteger(month)) {
          throw new RangeError(outOfBoundsDate);
        }
        if (monthDelta < 0) {
          for (; month < 1; ) {
            month += computeIntlMonthsInYear.call(this, --year);
          }
        } else {
          let monthsInYear;
          for (; month > (monthsInYear = computeIntlMonthsInYear.call(this, year)); ) {
            month -= monthsInYear, year++;
          }
        }
      }
      return [year, month];
    }
    function moveByDays(isoFields, days) {
      return days ? {
        ...isoFields,
        ...epochMilliToIso(isoToEpochMilli(isoFields) + days * milliInDay)
      } : isoFields;
    }
    function createMarkerSystem(getCalendarOps, getTimeZoneOps, relativeToSlots) {
      const calendarOps = getCalendarOps(relativeToSlots.calendar);
      return isZonedEpochSlots(relativeToSlots) ? [relativeToSlots, calendarOps, getTimeZoneOps(relativeToSlots.timeZone)] : [{
        ...relativeToSlots,
        ...isoTimeFieldDefaults
      }, calendarOps];
    }
    function createMarkerToEpochNano(timeZoneOps) {
      return timeZoneOps ? extractEpochNano : isoToEpochNano;
    }
    function createMoveMarker(timeZoneOps) {
      return timeZoneOps ? bindArgs(moveZonedEpochs, timeZoneOps) : moveDateTime;
    }
    function createDiffMarkers(timeZoneOps) {
      return timeZoneOps ? bindArgs(diffZonedEpochsExact, timeZoneOps) : diffDateTimesExact;
    }
    function isZonedEpochSlots(marker) {
      return marker && marker.epochNanoseconds;
    }
    function isUniformUnit(unit, marker) {
      return unit <= 6 - (isZonedEpochSlots(marker) ? 1 : 0);
    }
    function negateDuration(slots) {
      return createDurationSlots(negateDurationFields(slots));
    }
    function negateDurationFields(fields) {
      const res = {};
      for (const fieldName of durationFieldNamesAsc) {
        res[fieldName] = -1 * fields[fieldName] || 0;
      }
      return res;
    }
    function computeDurationSign(fields, fieldNames = durationFieldNamesAsc) {
      let sign = 0;
      for (const fieldName of fieldNames) {
        const fieldSign = Math.sign(fields[fieldName]);
        if (fieldSign) {
          if (sign && sign !== fieldSign) {
            throw new RangeError(forbiddenDurationSigns);
          }
          sign = fieldSign;
        }
      }
      return sign;
    }
    function checkDurationUnits(fields) {
      for (const calendarUnit of durationCalendarFieldNamesAsc) {
        clampEntity(calendarUnit, fields[calendarUnit], -maxCalendarUnit, maxCalendarUnit, 1);
      }
      return checkDurationTimeUnit(bigNanoToNumber(durationFieldsToBigNano(fields), nanoInSec)), fields;
    }
    function checkDurationTimeUnit(n) {
      if (!Number.isSafeInteger(n)) {
        throw new RangeError(outOfBoundsDuration);
      }
    }
    function durationFieldsToBigNano(fields, largestUnit = 6) {
      return givenFieldsToBigNano(fields, largestUnit, durationFieldNamesAsc);
    }
    function nanoToDurationDayTimeFields(bigNano, largestUnit = 6) {
      const [days, timeNano] = bigNano, dayTimeFields = nanoToGivenFields(timeNano, largestUnit, durationFieldNamesAsc);
      if (dayTimeFields[durationFieldNamesAsc[largestUnit]] += days * (nanoInUtcDay / unitNanoMap[largestUnit]), !Number.isFinite(dayTimeFields[durationFieldNamesAsc[largestUnit]])) {
        throw new RangeError(outOfBoundsDate);
      }
      return dayTimeFields;
    }
    function nanoToDurationTimeFields(nano, largestUnit = 5) {
      return nanoToGivenFields(nano, largestUnit, durationFieldNamesAsc);
    }
    function durationHasDateParts(fields) {
      return Boolean(computeDurationSign(fields, durationDateFieldNamesAsc));
    }
    function getMaxDurationUnit(fields) {
      let unit = 9;
      for (; unit > 0 && !fields[durationFieldNamesAsc[unit]]; unit--) {
      }
      return unit;
    }
    function createSplitTuple(startEpochSec, endEpochSec) {
      return [startEpochSec, endEpochSec];
    }
    function computePeriod(epochSec) {
      const startEpochSec = Math.floor(epochSec / periodDur) * periodDur;
      return [startEpochSec, startEpochSec + periodDur];
    }
    function parseOffsetNano(s) {
      const offsetNano = parseOffsetNanoMaybe(s);
      if (void 0 === offsetNano) {
        throw new RangeError(failedParse(s));
      }
      return offsetNano;
    }
    function parsePlainDate(s, isPlainYearMonth, isPlainMonthDay) {
      let organized = parseDateTimeLike(requireString(s));
      if (!organized || organized.hasZ) {
        throw new RangeError(failedParse(s));
      }
      return isPlainYearMonth ? organized.calendar === isoCalendarId && (organized = -271821 === organized.isoYear && 4 === organized.isoMonth ? {
        ...organized,
        isoDay: 20,
        ...isoTimeFieldDefaults
      } : {
        ...organized,
        isoDay: 1,
        ...isoTimeFieldDefaults
      }) : isPlainMonthDay && organized.calendar === isoCalendarId && (organized = {
        ...organized,
        isoYear: isoEpochFirstLeapYear
      }), createPlainDateSlots(organized.hasTime ? finalizeDateTime(organized) : finalizeDate(organized));
    }
    function requireIsoCalendar(organized) {
      if (organized.calendar !== isoCalendarId) {
        throw new RangeError(invalidSubstring(organized.calendar));
      }
    }
    function finalizeZonedDateTime(organized, offsetNano, offsetDisambig = 0, epochDisambig = 0) {
      const timeZoneId = resolveTimeZoneId(organized.timeZone), timeZoneImpl = queryNativeTimeZone(timeZoneId);
      let epochNano;
      return checkIsoDateTimeFields(organized), epochNano = organized.hasTime ? getMatchingInstantFor(timeZoneImpl, organized, offsetNano, offsetDisambig, epochDisambig, !timeZoneImpl.offsetNano, organized.hasZ) : getStartOfDayInstantFor(timeZoneImpl, organized), createZonedDateTimeSlots(epochNano, timeZoneId, resolveCalendarId(organized.calendar));
    }
    function finalizeDateTime(organized) {
      return resolveSlotsCalendar(checkIsoDateTimeInBounds(checkIsoDateTimeFields(organized)));
    }
    function finalizeDate(organized) {
      return resolveSlotsCalendar(checkIsoDateInBounds(checkIsoDateFields(organized)));
    }
    function resolveSlotsCalendar(organized) {
      return {
        ...organized,
        calendar: resolveCalendarId(organized.calendar)
      };
    }
    function parseDateTimeLike(s) {
      const parts = dateTimeRegExp.exec(s);
      return parts ? ((parts2) => {
        const zOrOffset = parts2[10], hasZ = "Z" === (zOrOffset || "").toUpperCase();
        return {
          isoYear: organizeIsoYearParts(parts2),
          isoMonth: parseInt(parts2[4]),
          isoDay: parseInt(parts2[5]),
          ...organizeTimeParts(parts2.slice(5)),
          ...organizeAnnotationParts(parts2[16]),
          hasTime: Boolean(parts2[6]),
          hasZ,
          offset: hasZ ? void 0 : zOrOffset
        };
      })(parts) : void 0;
    }
    function parseYearMonthOnly(s) {
      const parts = yearMonthRegExp.exec(s);
      return parts ? ((parts2) => ({
        isoYear: organizeIsoYearParts(parts2),
        isoMonth: parseInt(parts2[4]),
        isoDay: 1,
        ...organizeAnnotationParts(parts2[5])
      }))(parts) : void 0;
    }
    function parseMonthDayOnly(s) {
      const parts = monthDayRegExp.exec(s);
      return parts ? ((parts2) => ({
        isoYear: isoEpochFirstLeapYear,
        isoMonth: parseInt(parts2[1]),
        isoDay: parseInt(parts2[2]),
        ...organizeAnnotationParts(parts2[3])
      }))(parts) : void 0;
    }
    function parseOffsetNanoMaybe(s, onlyHourMinute) {
      const parts = offsetRegExp.exec(s);
      return parts ? ((parts2, onlyHourMinute2) => {
        const firstSubMinutePart = parts2[4] || parts2[5];
        if (onlyHourMinute2 && firstSubMinutePart) {
          throw new RangeError(invalidSubstring(firstSubMinutePart));
        }
        return ((offsetNano) => {
          if (Math.abs(offsetNano) >= nanoInUtcDay) {
            throw new RangeError(outOfBoundsOffset);
          }
          return offsetNano;
        })((parseInt0(parts2[2]) * nanoInHour + parseInt0(parts2[3]) * nanoInMinute + parseInt0(parts2[4]) * nanoInSec + parseSubsecNano(parts2[5] || "")) * parseSign(parts2[1]));
      })(parts, onlyHourMinute) : void 0;
    }
    function organizeIsoYearParts(parts) {
      const yearSign = parseSign(parts[1]), year = parseInt(parts[2] || parts[3]);
      if (yearSign < 0 && !year) {
        throw new RangeError(invalidSubstring(-0));
      }
      return yearSign * year;
    }
    function organizeTimeParts(parts) {
      const isoSecond = parseInt0(parts[3]);
      return {
        ...nanoToIsoTimeAndDay(parseSubsecNano(parts[4] || ""))[0],
        isoHour: parseInt0(parts[1]),
        isoMinute: parseInt0(parts[2]),
        isoSecond: 60 === isoSecond ? 59 : isoSecond
      };
    }
    function organizeAnnotationParts(s) {
      let calendarIsCritical, timeZoneId;
      const calendarIds = [];
      if (s.replace(annotationRegExp, ((whole, criticalStr, mainStr) => {
        const isCritical = Boolean(criticalStr), [val, name] = mainStr.split("=").reverse();
        if (name) {
          if ("u-ca" === name) {
            calendarIds.push(val), calendarIsCritical || (calendarIsCritical = isCritical);
          } else if (isCritical || /[A-Z]/.test(name)) {
            throw new RangeError(invalidSubstring(whole));
          }
        } else {
          if (timeZoneId) {
            throw new RangeError(invalidSubstring(whole));
          }
          timeZoneId = val;
        }
        return "";
      })), calendarIds.length > 1 && calendarIsCritical) {
        throw new RangeError(invalidSubstring(s));
      }
      return {
        timeZone: timeZoneId,
        calendar: calendarIds[0] || isoCalendarId
      };
    }
    function parseSubsecNano(fracStr) {
      return parseInt(fracStr.padEnd(9, "0"));
    }
    function createRegExp(meat) {
      return new RegExp(`^${meat}$`, "i");
    }
    function parseSign(s) {
      return s && "+" !== s ? -1 : 1;
    }
    function parseInt0(s) {
      return void 0 === s ? 0 : parseInt(s);
    }
    function resolveTimeZoneId(id) {
      const essence = getTimeZoneEssence(id);
      return "number" == typeof essence ? formatOffsetNano(essence) : essence ? ((id2) => {
        if (badCharactersRegExp.test(id2)) {
          throw new RangeError(invalidTimeZone(id2));
        }
        if (icuRegExp.test(id2)) {
          throw new RangeError(forbiddenIcuTimeZone);
        }
        return id2.toLowerCase().split("/").map(((part, partI) => (part.length <= 3 || /\d/.test(part)) && !/etc|yap/.test(part) ? part.toUpperCase() : part.replace(/baja|dumont|[a-z]+/g, ((a, i) => a.length <= 2 && !partI || "in" === a || "chat" === a ? a.toUpperCase() : a.length > 2 || !i ? capitalize(a).replace(/island|noronha|murdo|rivadavia|urville/, capitalize) : a)))).join("/");
      })(id) : utcTimeZoneId;
    }
    function getTimeZoneAtomic(id) {
      const essence = getTimeZoneEssence(id);
      return "number" == typeof essence ? essence : essence ? essence.resolvedOptions().timeZone : utcTimeZoneId;
    }
    function getTimeZoneEssence(id) {
      const offsetNano = parseOffsetNanoMaybe(id = id.toUpperCase(), 1);
      return void 0 !== offsetNano ? offsetNano : id !== utcTimeZoneId ? queryTimeZoneIntlFormat(id) : void 0;
    }
    function compareInstants(instantSlots0, instantSlots1) {
      return compareBigNanos(instantSlots0.epochNanoseconds, instantSlots1.epochNanoseconds);
    }
    function compareZonedDateTimes(zonedDateTimeSlots0, zonedDateTimeSlots1) {
      return compareBigNanos(zonedDateTimeSlots0.epochNanoseconds, zonedDateTimeSlots1.epochNanoseconds);
    }
    function compareIsoDateTimeFields(isoFields0, isoFields1) {
      return compareIsoDateFields(isoFields0, isoFields1) || compareIsoTimeFields(isoFields0, isoFields1);
    }
    function compareIsoDateFields(isoFields0, isoFields1) {
      return compareNumbers(isoToEpochMilli(isoFields0), isoToEpochMilli(isoFields1));
    }
    function compareIsoTimeFields(isoFields0, isoFields1) {
      return compareNumbers(isoTimeFieldsToNano(isoFields0), isoTimeFieldsToNano(isoFields1));
    }
    function isTimeZoneIdsEqual(a, b) {
      if (a === b) {
        return 1;
      }
      try {
        return getTimeZoneAtomic(a) === getTimeZoneAtomic(b);
      } catch (_a) {
      }
    }
    function diffDateLike(invert, getCalendarOps, startIsoFields, endIsoFields, largestUnit, smallestUnit, roundingInc, roundingMode, smallestPrecision = 6) {
      const startEpochNano = isoToEpochNano(startIsoFields), endEpochNano = isoToEpochNano(endIsoFields);
      if (void 0 === startEpochNano || void 0 === endEpochNano) {
        throw new RangeError(outOfBoundsDate);
      }
      let durationFields;
      if (compareBigNanos(endEpochNano, startEpochNano)) {
        if (6 === largestUnit) {
          durationFields = diffEpochNanos(startEpochNano, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode);
        } else {
          const calendarOps = getCalendarOps();
          durationFields = calendarOps.dateUntil(startIsoFields, endIsoFields, largestUnit), smallestUnit === smallestPrecision && 1 === roundingInc || (durationFields = roundRelativeDuration(durationFields, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, startIsoFields, isoToEpochNano, moveDate));
        }
      } else {
        durationFields = durationFieldDefaults;
      }
      return createDurationSlots(invert ? negateDurationFields(durationFields) : durationFields);
    }
    function diffZonedEpochsExact(timeZoneOps, calendarOps, slots0, slots1, largestUnit, origOptions) {
      const sign = compareBigNanos(slots1.epochNanoseconds, slots0.epochNanoseconds);
      return sign ? largestUnit < 6 ? diffEpochNanosExact(slots0.epochNanoseconds, slots1.epochNanoseconds, largestUnit) : diffZonedEpochsBig(calendarOps, timeZoneOps, slots0, slots1, sign, largestUnit, origOptions) : durationFieldDefaults;
    }
    function diffDateTimesExact(calendarOps, startIsoFields, endIsoFields, largestUnit, origOptions) {
      const startEpochNano = isoToEpochNano(startIsoFields), endEpochNano = isoToEpochNano(endIsoFields), sign = compareBigNanos(endEpochNano, startEpochNano);
      return sign ? largestUnit <= 6 ? diffEpochNanosExact(startEpochNano, endEpochNano, largestUnit) : diffDateTimesBig(calendarOps, startIsoFields, endIsoFields, sign, largestUnit, origOptions) : durationFieldDefaults;
    }
    function diffZonedEpochsBig(calendarOps, timeZoneOps, slots0, slots1, sign, largestUnit, origOptions) {
      const [isoFields0, isoFields1, remainderNano] = prepareZonedEpochDiff(timeZoneOps, slots0, slots1, sign);
      var startIsoFields, endIsoFields;
      return {
        ...6 === largestUnit ? (startIsoFields = isoFields0, endIsoFields = isoFields1, {
          ...durationFieldDefaults,
          days: diffDays(startIsoFields, endIsoFields)
        }) : calendarOps.dateUntil(isoFields0, isoFields1, largestUnit, origOptions),
        ...nanoToDurationTimeFields(remainderNano)
      };
    }
    function diffDateTimesBig(calendarOps, startIsoFields, endIsoFields, sign, largestUnit, origOptions) {
      const [startIsoDate, endIsoDate, timeNano] = ((startIsoDateTime, endIsoDateTime, sign2) => {
        let endIsoDate2 = endIsoDateTime, timeDiffNano = diffTimes(startIsoDateTime, endIsoDateTime);
        return Math.sign(timeDiffNano) === -sign2 && (endIsoDate2 = moveByDays(endIsoDateTime, -sign2), timeDiffNano += nanoInUtcDay * sign2), [startIsoDateTime, endIsoDate2, timeDiffNano];
      })(startIsoFields, endIsoFields, sign);
      return {
        ...calendarOps.dateUntil(startIsoDate, endIsoDate, largestUnit, origOptions),
        ...nanoToDurationTimeFields(timeNano)
      };
    }
    function prepareZonedEpochDiff(timeZoneOps, slots0, slots1, sign) {
      function updateMid() {
        return midIsoFields = {
          ...moveByDays(endIsoFields, dayCorrection++ * -sign),
          ...startIsoTimeFields
        }, midEpochNano = getSingleInstantFor(timeZoneOps, midIsoFields), compareBigNanos(endEpochNano, midEpochNano) === -sign;
      }
      const startIsoFields = zonedEpochSlotsToIso(slots0, timeZoneOps), startIsoTimeFields = pluckProps(isoTimeFieldNamesAsc, startIsoFields), endIsoFields = zonedEpochSlotsToIso(slots1, timeZoneOps), endEpochNano = slots1.epochNanoseconds;
      let dayCorrection = 0;
      const timeDiffNano = diffTimes(startIsoFields, endIsoFields);
      let midIsoFields, midEpochNano;
      if (Math.sign(timeDiffNano) === -sign && dayCorrection++, updateMid() && (-1 === sign || updateMid())) {
        throw new RangeError(invalidProtocolResults);
      }
      const remainderNano = bigNanoToNumber(diffBigNanos(midEpochNano, endEpochNano));
      return [startIsoFields, midIsoFields, remainderNano];
    }
    function diffEpochNanos(startEpochNano, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode) {
      return {
        ...durationFieldDefaults,
        ...nanoToDurationDayTimeFields(roundBigNano(diffBigNanos(startEpochNano, endEpochNano), smallestUnit, roundingInc, roundingMode), largestUnit)
      };
    }
    function diffEpochNanosExact(startEpochNano, endEpochNano, largestUnit) {
      return {
        ...durationFieldDefaults,
        ...nanoToDurationDayTimeFields(diffBigNanos(startEpochNano, endEpochNano), largestUnit)
      };
    }
    function diffDays(startIsoFields, endIsoFields) {
      return diffEpochMilliByDay(isoToEpochMilli(startIsoFields), isoToEpochMilli(endIsoFields));
    }
    function diffEpochMilliByDay(epochMilli0, epochMilli1) {
      return Math.trunc((epochMilli1 - epochMilli0) / milliInDay);
    }
    function diffTimes(isoTime0, isoTime1) {
      return isoTimeFieldsToNano(isoTime1) - isoTimeFieldsToNano(isoTime0);
    }
    function nativeDateUntil(startIsoFields, endIsoFields, largestUnit) {
      if (largestUnit <= 7) {
        let weeks = 0, days2 = diffDays({
          ...startIsoFields,
          ...isoTimeFieldDefaults
        }, {
          ...endIsoFields,
          ...isoTimeFieldDefaults
        });
        return 7 === largestUnit && ([weeks, days2] = divModTrunc(days2, 7)), {
          ...durationFieldDefaults,
          weeks,
          days: days2
        };
      }
      const yearMonthDayStart = this.dateParts(startIsoFields), yearMonthDayEnd = this.dateParts(endIsoFields);
      let [years, months, days] = ((calendarNative, year0, month0, day0, year1, month1, day1) => {
        let yearDiff = year1 - year0, monthDiff = month1 - month0, dayDiff = day1 - day0;
        if (yearDiff || monthDiff) {
          const sign = Math.sign(yearDiff || monthDiff);
          let daysInMonth1 = calendarNative.daysInMonthParts(year1, month1), dayCorrect = 0;
          if (Math.sign(dayDiff) === -sign) {
            const origDaysInMonth1 = daysInMonth1;
            [year1, month1] = calendarNative.monthAdd(year1, month1, -sign), yearDiff = year1 - year0, monthDiff = month1 - month0, daysInMonth1 = calendarNative.daysInMonthParts(year1, month1), dayCorrect = sign < 0 ? -origDaysInMonth1 : daysInMonth1;
          }
          if (dayDiff = day1 - Math.min(day0, daysInMonth1) + dayCorrect, yearDiff) {
            const [monthCodeNumber0, isLeapYear0] = calendarNative.monthCodeParts(year0, month0), [monthCodeNumber1, isLeapYear1] = calendarNative.monthCodeParts(year1, month1);
            if (monthDiff = monthCodeNumber1 - monthCodeNumber0 || Number(isLeapYear1) - Number(isLeapYear0), Math.sign(monthDiff) === -sign) {
              const monthCorrect = sign < 0 && -calendarNative.monthsInYearPart(year1);
              yearDiff = (year1 -= sign) - year0, monthDiff = month1 - monthCodeNumberToMonth(monthCodeNumber0, isLeapYear0, calendarNative.leapMonth(year1)) + (monthCorrect || calendarNative.monthsInYearPart(year1));
            }
          }
        }
        return [yearDiff, monthDiff, dayDiff];
      })(this, ...yearMonthDayStart, ...yearMonthDayEnd);
      return 8 === largestUnit && (months += this.monthsInYearSpan(years, yearMonthDayStart[0]), years = 0), {
        ...durationFieldDefaults,
        years,
        months,
        days
      };
    }
    function computeIsoMonthsInYearSpan(yearDelta) {
      return yearDelta * isoMonthsInYear;
    }
    function computeIntlMonthsInYearSpan(yearDelta, yearStart) {
      const yearEnd = yearStart + yearDelta, yearSign = Math.sign(yearDelta), yearCorrection = yearSign < 0 ? -1 : 0;
      let months = 0;
      for (let year = yearStart; year !== yearEnd; year += yearSign) {
        months += computeIntlMonthsInYear.call(this, year + yearCorrection);
      }
      return months;
    }
    function getCommonCalendarId(a, b) {
      if (a !== b) {
        throw new RangeError(mismatchingCalendars);
      }
      return a;
    }
    function getCommonTimeZoneId(a, b) {
      if (!isTimeZoneIdsEqual(a, b)) {
        throw new RangeError(mismatchingTimeZones);
      }
      return a;
    }
    function computeNativeWeekOfYear(isoFields) {
      return this.weekParts(isoFields)[0];
    }
    function computeNativeYearOfWeek(isoFields) {
      return this.weekParts(isoFields)[1];
    }
    function computeNativeInLeapYear(isoFields) {
      const [year] = this.dateParts(isoFields);
      return this.inLeapYearPart(year);
    }
    function computeNativeMonthsInYear(isoFields) {
      const [year] = this.dateParts(isoFields);
      return this.monthsInYearPart(year);
    }
    function computeNativeDaysInMonth(isoFields) {
      const [year, month] = this.dateParts(isoFields);
      return this.daysInMonthParts(year, month);
    }
    function computeNativeDaysInYear(isoFields) {
      const [year] = this.dateParts(isoFields);
      return this.daysInYearPart(year);
    }
    function computeNativeDayOfYear(isoFields) {
      const [year] = this.dateParts(isoFields);
      return diffEpochMilliByDay(this.epochMilli(year), isoToEpochMilli(isoFields)) + 1;
    }
    function parseMonthCode(monthCode) {
      const m = monthCodeRegExp.exec(monthCode);
      if (!m) {
        throw new RangeError(invalidMonthCode(monthCode));
      }
      return [parseInt(m[1]), Boolean(m[2])];
    }
    function formatMonthCode(monthCodeNumber, isLeapMonth) {
      return "M" + padNumber2(monthCodeNumber) + (isLeapMonth ? "L" : "");
    }
    function monthCodeNumberToMonth(monthCodeNumber, isLeapMonth, leapMonth) {
      return monthCodeNumber + (isLeapMonth || leapMonth && monthCodeNumber >= leapMonth ? 1 : 0);
    }
    function monthToMonthCodeNumber(month, leapMonth) {
      return month - (leapMonth && month >= leapMonth ? 1 : 0);
    }
    function eraYearToYear(eraYear, eraOrigin) {
      return (eraOrigin + eraYear) * (Math.sign(eraOrigin) || 1) || 0;
    }
    function getCalendarEraOrigins(native) {
      return eraOriginsByCalendarId[getCalendarIdBase(native)];
    }
    function getCalendarLeapMonthMeta(native) {
      return leapMonthMetas[getCalendarIdBase(native)];
    }
    function getCalendarIdBase(native) {
      return computeCalendarIdBase(native.id || isoCalendarId);
    }
    function createIntlFieldCache(epochMilliToIntlFields) {
      return memoize(((isoDateFields) => {
        const epochMilli = isoToEpochMilli(isoDateFields);
        return epochMilliToIntlFields(epochMilli);
      }), WeakMap);
    }
    function createIntlYearDataCache(epochMilliToIntlFields) {
      const yearCorrection = epochMilliToIntlFields(0).year - isoEpochOriginYear;
      return memoize(((year) => {
        let intlFields, epochMilli = isoArgsToEpochMilli(year - yearCorrection), iterations = 0;
        const millisReversed = [], monthStringsReversed = [];
        do {
          epochMilli += 400 * milliInDay;
        } while ((intlFields = epochMilliToIntlFields(epochMilli)).year <= year);
        do {
          if (epochMilli += (1 - intlFields.day) * milliInDay, intlFields.year === year && (millisReversed.push(epochMilli), monthStringsReversed.push(intlFields.monthString)), epochMilli -= milliInDay, ++iterations > 100 || epochMilli < -maxMilli) {
            throw new RangeError(invalidProtocolResults);
          }
        } while ((intlFields = epochMilliToIntlFields(epochMilli)).year >= year);
        return {
          monthEpochMillis: millisReversed.reverse(),
          monthStringToIndex: mapPropNamesToIndex(monthStringsReversed.reverse())
        };
      }));
    }
    function parseIntlYear(intlParts, calendarIdBase) {
      let era, eraYear, year = parseIntlPartsYear(intlParts);
      if (intlParts.era) {
        const eraOrigins = eraOriginsByCalendarId[calendarIdBase], eraRemaps = eraRemapsByCalendarId[calendarIdBase] || {};
        void 0 !== eraOrigins && (era = "islamic" === calendarIdBase ? "ah" : intlParts.era.normalize("NFD").toLowerCase().replace(/[^a-z0-9]/g, ""), "bc" === era || "b" === era ? era = "bce" : "ad" === era || "a" === era ? era = "ce" : "beforeroc" === era && (era = "broc"), era = eraRemaps[era] || era, eraYear = year, year = eraYearToYear(eraYear, eraOrigins[era] || 0));
      }
      return {
        era,
        eraYear,
        year
      };
    }
    function parseIntlPartsYear(intlParts) {
      return parseInt(intlParts.relatedYear || intlParts.year);
    }
    function computeIntlDay(isoFields) {
      return this.queryFields(isoFields).day;
    }
    function computeIntlDateParts(isoFields) {
      const { year, monthString, day } = this.queryFields(isoFields), { monthStringToIndex } = this.queryYearData(year);
      return [year, monthStringToIndex[monthString] + 1, day];
    }
    function computeIsoFieldsFromIntlParts(year, month, day) {
      return epochMilliToIso(computeIntlEpochMilli.call(this, year, month, day));
    }
    function computeIntlEpochMilli(year, month = 1, day = 1) {
      return this.queryYearData(year).monthEpochMillis[month - 1] + (day - 1) * milliInDay;
    }
    function computeIntlMonthCodeParts(year, month) {
      const leapMonth = computeIntlLeapMonth.call(this, year);
      return [monthToMonthCodeNumber(month, leapMonth), leapMonth === month];
    }
    function computeIntlLeapMonth(year) {
      const currentMonthStrings = queryMonthStrings(this, year), prevMonthStrings = queryMonthStrings(this, year - 1), currentLength = currentMonthStrings.length;
      if (currentLength > prevMonthStrings.length) {
        const leapMonthMeta = getCalendarLeapMonthMeta(this);
        if (leapMonthMeta < 0) {
          return -leapMonthMeta;
        }
        for (let i = 0; i < currentLength; i++) {
          if (currentMonthStrings[i] !== prevMonthStrings[i]) {
            return i + 1;
          }
        }
      }
    }
    function computeIntlInLeapYear(year) {
      const days = computeIntlDaysInYear.call(this, year);
      return days > computeIntlDaysInYear.call(this, year - 1) && days > computeIntlDaysInYear.call(this, year + 1);
    }
    function computeIntlDaysInYear(year) {
      return diffEpochMilliByDay(computeIntlEpochMilli.call(this, year), computeIntlEpochMilli.call(this, year + 1));
    }
    function computeIntlDaysInMonth(year, month) {
      const { monthEpochMillis } = this.queryYearData(year);
      let nextMonth = month + 1, nextMonthEpochMilli = monthEpochMillis;
      return nextMonth > monthEpochMillis.length && (nextMonth = 1, nextMonthEpochMilli = this.queryYearData(year + 1).monthEpochMillis), diffEpochMilliByDay(monthEpochMillis[month - 1], nextMonthEpochMilli[nextMonth - 1]);
    }
    function computeIntlMonthsInYear(year) {
      return this.queryYearData(year).monthEpochMillis.length;
    }
    function computeIntlEraParts(isoFields) {
      const intlFields = this.queryFields(isoFields);
      return [intlFields.era, intlFields.eraYear];
    }
    function computeIntlYearMonthForMonthDay(monthCodeNumber, isLeapMonth, day) {
      const startIsoYear = this.id && "chinese" === computeCalendarIdBase(this.id) ? ((monthCodeNumber2, isLeapMonth2, day2) => {
        if (isLeapMonth2) {
          switch (monthCodeNumber2) {
            case 1:
              return 1651;
            case 2:
              return day2 < 30 ? 1947 : 1765;
            case 3:
              return day2 < 30 ? 1966 : 1955;
            case 4:
              return day2 < 30 ? 1963 : 1944;
            case 5:
              return day2 < 30 ? 1971 : 1952;
            case 6:
              return day2 < 30 ? 1960 : 1941;
            case 7:
              return day2 < 30 ? 1968 : 1938;
            case 8:
              return day2 < 30 ? 1957 : 1718;
            case 9:
              return 1832;
            case 10:
              return 1870;
            case 11:
              return 1814;
            case 12:
              return 1890;
          }
        }
        return 1972;
      })(monthCodeNumber, isLeapMonth, day) : isoEpochFirstLeapYear;
      let [startYear, startMonth, startDay] = computeIntlDateParts.call(this, {
        isoYear: startIsoYear,
        isoMonth: isoMonthsInYear,
        isoDay: 31
      });
      const startYearLeapMonth = computeIntlLeapMonth.call(this, startYear), startMonthIsLeap = startMonth === startYearLeapMonth;
      1 === (compareNumbers(monthCodeNumber, monthToMonthCodeNumber(startMonth, startYearLeapMonth)) || compareNumbers(Number(isLeapMonth), Number(startMonthIsLeap)) || compareNumbers(day, startDay)) && startYear--;
      for (let yearMove = 0; yearMove < 100; yearMove++) {
        const tryYear = startYear - yearMove, tryLeapMonth = computeIntlLeapMonth.call(this, tryYear), tryMonth = monthCodeNumberToMonth(monthCodeNumber, isLeapMonth, tryLeapMonth);
        if (isLeapMonth === (tryMonth === tryLeapMonth) && day <= computeIntlDaysInMonth.call(this, tryYear, tryMonth)) {
          return [tryYear, tryMonth];
        }
      }
    }
    function queryMonthStrings(intlCalendar, year) {
      return Object.keys(intlCalendar.queryYearData(year).monthStringToIndex);
    }
    function resolveCalendarId(id) {
      if ((id = id.toLowerCase()) !== isoCalendarId && id !== gregoryCalendarId) {
        const canonId = queryCalendarIntlFormat(id).resolvedOptions().calendar;
        if (computeCalendarIdBase(id) !== computeCalendarIdBase(canonId)) {
          throw new RangeError(invalidCalendar(id));
        }
        return canonId;
      }
      return id;
    }
    function computeCalendarIdBase(id) {
      return "islamicc" === id && (id = "islamic"), id.split("-")[0];
    }
    function createNativeOpsCreator(isoOps, intlOps) {
      return (calendarId) => calendarId === isoCalendarId ? isoOps : calendarId === gregoryCalendarId || "japanese" === calendarId ? Object.assign(Object.create(isoOps), {
        id: calendarId
      }) : Object.assign(Object.create(intlOps), queryIntlCalendar(calendarId));
    }
    function refineCalendarFields(calendarOps, bag, validFieldNames, requiredFieldNames = [], forcedValidFieldNames = []) {
      return refineFields(bag, [...calendarOps.fields(validFieldNames), ...forcedValidFieldNames].sort(), requiredFieldNames);
    }
    function refineFields(bag, validFieldNames, requiredFieldNames, disallowEmpty = !requiredFieldNames) {
      const res = {};
      let prevFieldName, anyMatching = 0;
      for (const fieldName of validFieldNames) {
        if (fieldName === prevFieldName) {
          throw new RangeError(duplicateFields(fieldName));
        }
        if ("constructor" === fieldName || "__proto__" === fieldName) {
          throw new RangeError(forbiddenField(fieldName));
        }
        let fieldVal = bag[fieldName];
        if (void 0 !== fieldVal) {
          anyMatching = 1, builtinRefiners[fieldName] && (fieldVal = builtinRefiners[fieldName](fieldVal, fieldName)), res[fieldName] = fieldVal;
        } else if (requiredFieldNames) {
          if (requiredFieldNames.includes(fieldName)) {
            throw new TypeError(missingField(fieldName));
          }
          res[fieldName] = timeFieldDefaults[fieldName];
        }
        prevFieldName = fieldName;
      }
      if (disallowEmpty && !anyMatching) {
        throw new TypeError(noValidFields(validFieldNames));
      }
      return res;
    }
    function refineTimeBag(fields, overflow) {
      return constrainIsoTimeFields(timeFieldsToIso({
        ...timeFieldDefaults,
        ...fields
      }), overflow);
    }
    function convertToPlainMonthDay(calendarOps, input) {
      const fields = refineCalendarFields(calendarOps, input, monthCodeDayFieldNames);
      return calendarOps.monthDayFromFields(fields);
    }
    function convertToPlainYearMonth(calendarOps, input, options) {
      const fields = refineCalendarFields(calendarOps, input, yearMonthCodeFieldNames);
      return calendarOps.yearMonthFromFields(fields, options);
    }
    function convertToIso(calendarOps, input, inputFieldNames, extra, extraFieldNames) {
      input = pluckProps(inputFieldNames = calendarOps.fields(inputFieldNames), input), extra = refineFields(extra, extraFieldNames = calendarOps.fields(extraFieldNames), []);
      let mergedFields = calendarOps.mergeFields(input, extra);
      return mergedFields = refineFields(mergedFields, [...inputFieldNames, ...extraFieldNames].sort(), []), calendarOps.dateFromFields(mergedFields);
    }
    function nativeDateFromFields(fields, options) {
      const overflow = refineOverflowOptions(options), year = refineYear(this, fields), month = refineMonth(this, fields, year, overflow), day = refineDay(this, fields, month, year, overflow);
      return createPlainDateSlots(checkIsoDateInBounds(this.isoFields(year, month, day)), this.id || isoCalendarId);
    }
    function nativeYearMonthFromFields(fields, options) {
      const overflow = refineOverflowOptions(options), year = refineYear(this, fields), month = refineMonth(this, fields, year, overflow);
      return createPlainYearMonthSlots(checkIsoYearMonthInBounds(this.isoFields(year, month, 1)), this.id || isoCalendarId);
    }
    function nativeMonthDayFromFields(fields, options) {
      const overflow = refineOverflowOptions(options);
      let day, monthCodeNumber, isLeapMonth, yearMaybe = void 0 !== fields.eraYear || void 0 !== fields.year ? refineYear(this, fields) : void 0;
      const isIso = !this.id;
      if (void 0 === yearMaybe && isIso && (yearMaybe = isoEpochFirstLeapYear), void 0 !== yearMaybe) {
        const month = refineMonth(this, fields, yearMaybe, overflow);
        day = refineDay(this, fields, month, yearMaybe, overflow);
        const leapMonth = this.leapMonth(yearMaybe);
        monthCodeNumber = monthToMonthCodeNumber(month, leapMonth), isLeapMonth = month === leapMonth;
      } else {
        if (void 0 === fields.monthCode) {
          throw new TypeError(missingMonth);
        }
        if ([monthCodeNumber, isLeapMonth] = parseMonthCode(fields.monthCode), this.id && this.id !== gregoryCalendarId && "japanese" !== this.id) {
          if (this.id && "coptic" === computeCalendarIdBase(this.id) && 0 === overflow) {
            const maxLengthOfMonthCodeInAnyYear = isLeapMonth || 13 !== monthCodeNumber ? 30 : 6;
            day = fields.day, day = clampNumber(day, 1, maxLengthOfMonthCodeInAnyYear);
          } else if (this.id && "chinese" === computeCalendarIdBase(this.id) && 0 === overflow) {
            const maxLengthOfMonthCodeInAnyYear = !isLeapMonth || 1 !== monthCodeNumber && 9 !== monthCodeNumber && 10 !== monthCodeNumber && 11 !== monthCodeNumber && 12 !== monthCodeNumber ? 30 : 29;
            day = fields.day, day = clampNumber(day, 1, maxLengthOfMonthCodeInAnyYear);
          } else {
            day = fields.day;
          }
        } else {
          day = refineDay(this, fields, refineMonth(this, fields, isoEpochFirstLeapYear, overflow), isoEpochFirstLeapYear, overflow);
        }
      }
      const res = this.yearMonthForMonthDay(monthCodeNumber, isLeapMonth, day);
      if (!res) {
        throw new RangeError("Cannot guess year");
      }
      const [finalYear, finalMonth] = res;
      return createPlainMonthDaySlots(checkIsoDateInBounds(this.isoFields(finalYear, finalMonth, day)), this.id || isoCalendarId);
    }
    function nativeFieldsMethod(fieldNames) {
      return getCalendarEraOrigins(this) && fieldNames.includes("year") ? [...fieldNames, ...eraYearFieldNames] : fieldNames;
    }
    function nativeMergeFields(baseFields, additionalFields) {
      const merged = Object.assign(/* @__PURE__ */ Object.create(null), baseFields);
      return spliceFields(merged, additionalFields, monthFieldNames), getCalendarEraOrigins(this) && (spliceFields(merged, additionalFields, allYearFieldNames), "japanese" === this.id && spliceFields(merged, additionalFields, monthDayFieldNames, eraYearFieldNames)), merged;
    }
    function refineYear(calendarNative, fields) {
      const eraOrigins = getCalendarEraOrigins(calendarNative), eraRemaps = eraRemapsByCalendarId[calendarNative.id || ""] || {};
      let { era, eraYear, year } = fields;
      if (void 0 !== era || void 0 !== eraYear) {
        if (void 0 === era || void 0 === eraYear) {
          throw new TypeError(mismatchingEraParts);
        }
        if (!eraOrigins) {
          throw new RangeError(forbiddenEraParts);
        }
        const eraOrigin = eraOrigins[eraRemaps[era] || era];
        if (void 0 === eraOrigin) {
          throw new RangeError(invalidEra(era));
        }
        const yearByEra = eraYearToYear(eraYear, eraOrigin);
        if (void 0 !== year && year !== yearByEra) {
          throw new RangeError(mismatchingYearAndEra);
        }
        year = yearByEra;
      } else if (void 0 === year) {
        throw new TypeError(missingYear(eraOrigins));
      }
      return year;
    }
    function refineMonth(calendarNative, fields, year, overflow) {
      let { month, monthCode } = fields;
      if (void 0 !== monthCode) {
        const monthByCode = ((calendarNative2, monthCode2, year2, overflow2) => {
          const leapMonth = calendarNative2.leapMonth(year2), [monthCodeNumber, wantsLeapMonth] = parseMonthCode(monthCode2);
          let month2 = monthCodeNumberToMonth(monthCodeNumber, wantsLeapMonth, leapMonth);
          if (wantsLeapMonth) {
            const leapMonthMeta = getCalendarLeapMonthMeta(calendarNative2);
            if (void 0 === leapMonthMeta) {
              throw new RangeError(invalidLeapMonth);
            }
            if (leapMonthMeta > 0) {
              if (month2 > leapMonthMeta) {
                throw new RangeError(invalidLeapMonth);
              }
              if (void 0 === leapMonth) {
                if (1 === overflow2) {
                  throw new RangeError(invalidLeapMonth);
                }
                month2--;
              }
            } else {
              if (month2 !== -leapMonthMeta) {
                throw new RangeError(invalidLeapMonth);
              }
              if (void 0 === leapMonth && 1 === overflow2) {
                throw new RangeError(invalidLeapMonth);
              }
            }
          }
          return month2;
        })(calendarNative, monthCode, year, overflow);
        if (void 0 !== month && month !== monthByCode) {
          throw new RangeError(mismatchingMonthAndCode);
        }
        month = monthByCode, overflow = 1;
      } else if (void 0 === month) {
        throw new TypeError(missingMonth);
      }
      return clampEntity("month", month, 1, calendarNative.monthsInYearPart(year), overflow);
    }
    function refineDay(calendarNative, fields, month, year, overflow) {
      return clampProp(fields, "day", 1, calendarNative.daysInMonthParts(year, month), overflow);
    }
    function spliceFields(dest, additional, allPropNames, deletablePropNames) {
      let anyMatching = 0;
      const nonMatchingPropNames = [];
      for (const propName of allPropNames) {
        void 0 !== additional[propName] ? anyMatching = 1 : nonMatchingPropNames.push(propName);
      }
      if (Object.assign(dest, additional), anyMatching) {
        for (const deletablePropName of deletablePropNames || nonMatchingPropNames) {
          delete dest[deletablePropName];
        }
      }
    }
    function computeDateEssentials(slots) {
      const calendarOps = createNativePartOps(slots.calendar), [year, month, day] = calendarOps.dateParts(slots), [monthCodeNumber, isLeapMonth] = calendarOps.monthCodeParts(year, month);
      return {
        year,
        monthCode: formatMonthCode(monthCodeNumber, isLeapMonth),
        day
      };
    }
    function createOptionsTransformer(standardNames, fallbacks, exclusions) {
      const excludedNameSet = new Set(exclusions);
      return (options, strictOptions) => {
        const hasAnyExclusions = exclusions && hasAnyPropsByName(options, exclusions);
        if (!hasAnyPropsByName(options = ((propNames, props) => {
          const filteredProps = {};
          for (const propName in props) {
            propNames.has(propName) || (filteredProps[propName] = props[propName]);
          }
          return filteredProps;
        })(excludedNameSet, options), standardNames)) {
          if (strictOptions && hasAnyExclusions) {
            throw new TypeError("Invalid formatting options");
          }
          options = {
            ...fallbacks,
            ...options
          };
        }
        return exclusions && (options.timeZone = utcTimeZoneId, ["full", "long"].includes(options.timeStyle) && (options.timeStyle = "medium")), options;
      };
    }
    function createFormatForPrep(forcedTimeZoneId, locales, options, transformOptions, strictOptions) {
      if (options = transformOptions(options, strictOptions), forcedTimeZoneId) {
        if (void 0 !== options.timeZone) {
          throw new TypeError(forbiddenFormatTimeZone);
        }
        options.timeZone = forcedTimeZoneId;
      }
      return new RawDateTimeFormat(locales, options);
    }
    function toEpochMillis(config, resolvedOptions, slotsList) {
      const [, slotsToEpochMilli, strictCalendarCheck] = config;
      return slotsList.map(((slots) => (slots.calendar && ((internalCalendarId, resolvedCalendarId, strictCalendarCheck2) => {
        if ((strictCalendarCheck2 || internalCalendarId !== isoCalendarId) && internalCalendarId !== resolvedCalendarId) {
          throw new RangeError(mismatchingCalendars);
        }
      })(slots.calendar, resolvedOptions.calendar, strictCalendarCheck), slotsToEpochMilli(slots, resolvedOptions))));
    }
    function getPreferredCalendarId(a, b) {
      if (a === b) {
        return a;
      }
      if (a === b || a === isoCalendarId) {
        return b;
      }
      if (b === isoCalendarId) {
        return a;
      }
      throw new RangeError(mismatchingCalendars);
    }
    function getCurrentEpochNano() {
      return numberToBigNano(Date.now(), nanoInMilli);
    }
    var expectedInteger = (entityName, num) => `Non-integer ${entityName}: ${num}`;
    var expectedPositive = (entityName, num) => `Non-positive ${entityName}: ${num}`;
    var expectedFinite = (entityName, num) => `Non-finite ${entityName}: ${num}`;
    var forbiddenBigIntToNumber = (entityName) => `Cannot convert bigint to ${entityName}`;
    var invalidBigInt = (arg) => `Invalid bigint: ${arg}`;
    var forbiddenSymbolToString = "Cannot convert Symbol to string";
    var invalidObject = "Invalid object";
    var numberOutOfRange = (entityName, val, min, max, choices) => choices ? numberOutOfRange(entityName, choices[val], choices[min], choices[max]) : invalidEntity(entityName, val) + `; must be between ${min}-${max}`;
    var invalidEntity = (fieldName, val) => `Invalid ${fieldName}: ${val}`;
    var missingField = (fieldName) => `Missing ${fieldName}`;
    var forbiddenField = (fieldName) => `Invalid field ${fieldName}`;
    var duplicateFields = (fieldName) => `Duplicate field ${fieldName}`;
    var noValidFields = (validFields) => "No valid fields: " + validFields.join();
    var invalidChoice = (fieldName, val, choiceMap) => invalidEntity(fieldName, val) + "; must be " + Object.keys(choiceMap).join();
    var forbiddenEraParts = "Forbidden era/eraYear";
    var mismatchingEraParts = "Mismatching era/eraYear";
    var mismatchingYearAndEra = "Mismatching year/eraYear";
    var invalidEra = (era) => `Invalid era: ${era}`;
    var missingYear = (allowEra) => "Missing year" + (allowEra ? "/era/eraYear" : "");
    var invalidMonthCode = (monthCode) => `Invalid monthCode: ${monthCode}`;
    var mismatchingMonthAndCode = "Mismatching month/monthCode";
    var missingMonth = "Missing month/monthCode";
    var invalidLeapMonth = "Invalid leap month";
    var invalidProtocolResults = "Invalid protocol results";
    var invalidCalendar = (calendarId) => invalidEntity("Calendar", calendarId);
    var mismatchingCalendars = "Mismatching Calendars";
    var invalidTimeZone = (calendarId) => invalidEntity("TimeZone", calendarId);
    var mismatchingTimeZones = "Mismatching TimeZones";
    var forbiddenIcuTimeZone = "Forbidden ICU TimeZone";
    var outOfBoundsOffset = "Out-of-bounds offset";
    var outOfBoundsDstGap = "Out-of-bounds TimeZone gap";
    var invalidOffsetForTimeZone = "Invalid TimeZone offset";
    var ambigOffset = "Ambiguous offset";
    var outOfBoundsDate = "Out-of-bounds date";
    var outOfBoundsDuration = "Out-of-bounds duration";
    var forbiddenDurationSigns = "Cannot mix duration signs";
    var flippedSmallestLargestUnit = "smallestUnit > largestUnit";
    var failedParse = (s) => `Cannot parse: ${s}`;
    var invalidSubstring = (substring) => `Invalid substring: ${substring}`;
    var forbiddenFormatTimeZone = "Cannot specify TimeZone";
    var mapPropNamesToIndex = bindArgs(mapPropNames, ((_propVal, i) => i));
    var mapPropNamesToConstant = bindArgs(mapPropNames, ((_propVal, _i, constant) => constant));
    var padNumber2 = bindArgs(padNumber, 2);
    var unitNameMap = {
      nanosecond: 0,
      microsecond: 1,
      millisecond: 2,
      second: 3,
      minute: 4,
      hour: 5,
      day: 6,
      week: 7,
      month: 8,
      year: 9
    };
    var unitNamesAsc = Object.keys(unitNameMap);
    var milliInDay = 864e5;
    var milliInSec = 1e3;
    var nanoInMicro = 1e3;
    var nanoInMilli = 1e6;
    var nanoInSec = 1e9;
    var nanoInMinute = 6e10;
    var nanoInHour = 36e11;
    var nanoInUtcDay = 864e11;
    var unitNanoMap = [1, nanoInMicro, nanoInMilli, nanoInSec, nanoInMinute, nanoInHour, nanoInUtcDay];
    var timeFieldNamesAsc = unitNamesAsc.slice(0, 6);
    var timeFieldNamesAlpha = sortStrings(timeFieldNamesAsc);
    var timeZoneFieldNames = ["timeZone"];
    var timeAndOffsetFieldNames = [...timeFieldNamesAsc, "offset"];
    var timeAndZoneFieldNames = [...timeAndOffsetFieldNames, ...timeZoneFieldNames];
    var eraYearFieldNames = ["era", "eraYear"];
    var allYearFieldNames = [...eraYearFieldNames, "year"];
    var yearFieldNames = ["year"];
    var monthCodeFieldNames = ["monthCode"];
    var monthFieldNames = ["month", ...monthCodeFieldNames];
    var dayFieldNames = ["day"];
    var yearMonthFieldNames = [...monthFieldNames, ...yearFieldNames];
    var yearMonthCodeFieldNames = [...monthCodeFieldNames, ...yearFieldNames];
    var dateFieldNamesAlpha = [...dayFieldNames, ...yearMonthFieldNames];
    var monthDayFieldNames = [...dayFieldNames, ...monthFieldNames];
    var monthCodeDayFieldNames = [...dayFieldNames, ...monthCodeFieldNames];
    var timeFieldDefaults = mapPropNamesToConstant(timeFieldNamesAsc, 0);
    var isoCalendarId = "iso8601";
    var gregoryCalendarId = "gregory";
    var eraOriginsByCalendarId = {
      [gregoryCalendarId]: {
        "gregory-inverse": -1,
        gregory: 0
      },
      japanese: {
        "japanese-inverse": -1,
        japanese: 0,
        meiji: 1867,
        taisho: 1911,
        showa: 1925,
        heisei: 1988,
        reiwa: 2018
      },
      ethiopic: {
        ethioaa: 0,
        ethiopic: 5500
      },
      coptic: {
        "coptic-inverse": -1,
        coptic: 0
      },
      roc: {
        "roc-inverse": -1,
        roc: 0
      },
      buddhist: {
        be: 0
      },
      islamic: {
        ah: 0
      },
      indian: {
        saka: 0
      },
      persian: {
        ap: 0
      }
    };
    var eraRemapsByCalendarId = {
      [gregoryCalendarId]: {
        bce: "gregory-inverse",
        ce: "gregory"
      },
      japanese: {
        bce: "japanese-inverse",
        ce: "japanese"
      },
      ethiopic: {
        era0: "ethioaa",
        era1: "ethiopic"
      },
      coptic: {
        era0: "coptic-inverse",
        era1: "coptic"
      },
      roc: {
        broc: "roc-inverse",
        minguo: "roc"
      }
    };
    var leapMonthMetas = {
      chinese: 13,
      dangi: 13,
      hebrew: -6
    };
    var requireString = bindArgs(requireType, "string");
    var requireBoolean = bindArgs(requireType, "boolean");
    var requireNumber = bindArgs(requireType, "number");
    var durationFieldNamesAsc = unitNamesAsc.map(((unitName) => unitName + "s"));
    var durationFieldNamesAlpha = sortStrings(durationFieldNamesAsc);
    var durationTimeFieldNamesAsc = durationFieldNamesAsc.slice(0, 6);
    var durationDateFieldNamesAsc = durationFieldNamesAsc.slice(6);
    var durationCalendarFieldNamesAsc = durationDateFieldNamesAsc.slice(1);
    var durationFieldIndexes = mapPropNamesToIndex(durationFieldNamesAsc);
    var durationFieldDefaults = mapPropNamesToConstant(durationFieldNamesAsc, 0);
    var durationTimeFieldDefaults = mapPropNamesToConstant(durationTimeFieldNamesAsc, 0);
    var clearDurationFields = bindArgs(zeroOutProps, durationFieldNamesAsc);
    var isoTimeFieldNamesAsc = ["isoNanosecond", "isoMicrosecond", "isoMillisecond", "isoSecond", "isoMinute", "isoHour"];
    var isoDateFieldNamesAsc = ["isoDay", "isoMonth", "isoYear"];
    var isoDateTimeFieldNamesAsc = [...isoTimeFieldNamesAsc, ...isoDateFieldNamesAsc];
    var isoDateFieldNamesAlpha = sortStrings(isoDateFieldNamesAsc);
    var isoTimeFieldNamesAlpha = sortStrings(isoTimeFieldNamesAsc);
    var isoDateTimeFieldNamesAlpha = sortStrings(isoDateTimeFieldNamesAsc);
    var isoTimeFieldDefaults = mapPropNamesToConstant(isoTimeFieldNamesAlpha, 0);
    var clearIsoFields = bindArgs(zeroOutProps, isoDateTimeFieldNamesAsc);
    var maxMilli = 1e8 * milliInDay;
    var epochNanoMax = [1e8, 0];
    var epochNanoMin = [-1e8, 0];
    var isoYearMax = 275760;
    var isoYearMin = -271821;
    var RawDateTimeFormat = Intl.DateTimeFormat;
    var isoEpochOriginYear = 1970;
    var isoEpochFirstLeapYear = 1972;
    var isoMonthsInYear = 12;
    var primaryJapaneseEraMilli = isoArgsToEpochMilli(1868, 9, 8);
    var queryJapaneseEraParts = memoize(((isoFields) => {
      const epochMilli = isoToEpochMilli(isoFields);
      if (epochMilli < primaryJapaneseEraMilli) {
        const { isoYear } = isoFields;
        return isoYear < 1 ? ["japanese-inverse", 1 - isoYear] : ["japanese", isoYear];
      }
      const intlParts = hashIntlFormatParts(queryCalendarIntlFormat("japanese"), epochMilli), { era, eraYear } = parseIntlYear(intlParts, "japanese");
      return [era, eraYear];
    }), WeakMap);
    var smallestUnitStr = "smallestUnit";
    var roundingModeName = "roundingMode";
    var roundingIncName = "roundingIncrement";
    var subsecDigitsName = "fractionalSecondDigits";
    var overflowMap = {
      constrain: 0,
      reject: 1
    };
    var overflowMapNames = Object.keys(overflowMap);
    var directionMap = {
      previous: -1,
      next: 1
    };
    var refineSmallestUnit = bindArgs(refineUnitOption, smallestUnitStr);
    var refineLargestUnit = bindArgs(refineUnitOption, "largestUnit");
    var refineTotalUnit = bindArgs(refineUnitOption, "unit");
    var refineOverflow = bindArgs(refineChoiceOption, "overflow", overflowMap);
    var refineEpochDisambig = bindArgs(refineChoiceOption, "disambiguation", {
      compatible: 0,
      reject: 1,
      earlier: 2,
      later: 3
    });
    var refineOffsetDisambig = bindArgs(refineChoiceOption, "offset", {
      reject: 0,
      use: 1,
      prefer: 2,
      ignore: 3
    });
    var refineCalendarDisplay = bindArgs(refineChoiceOption, "calendarName", {
      auto: 0,
      never: 1,
      critical: 2,
      always: 3
    });
    var refineTimeZoneDisplay = bindArgs(refineChoiceOption, "timeZoneName", {
      auto: 0,
      never: 1,
      critical: 2
    });
    var refineOffsetDisplay = bindArgs(refineChoiceOption, "offset", {
      auto: 0,
      never: 1
    });
    var refineRoundingMode = bindArgs(refineChoiceOption, roundingModeName, {
      floor: 0,
      halfFloor: 1,
      ceil: 2,
      halfCeil: 3,
      trunc: 4,
      halfTrunc: 5,
      expand: 6,
      halfExpand: 7,
      halfEven: 8
    });
    var PlainYearMonthBranding = "PlainYearMonth";
    var PlainMonthDayBranding = "PlainMonthDay";
    var PlainDateBranding = "PlainDate";
    var PlainDateTimeBranding = "PlainDateTime";
    var PlainTimeBranding = "PlainTime";
    var ZonedDateTimeBranding = "ZonedDateTime";
    var InstantBranding = "Instant";
    var DurationBranding = "Duration";
    var roundingModeFuncs = [Math.floor, (num) => hasHalf(num) ? Math.floor(num) : Math.round(num), Math.ceil, (num) => hasHalf(num) ? Math.ceil(num) : Math.round(num), Math.trunc, (num) => hasHalf(num) ? Math.trunc(num) || 0 : Math.round(num), (num) => num < 0 ? Math.floor(num) : Math.ceil(num), (num) => Math.sign(num) * Math.round(Math.abs(num)) || 0, (num) => hasHalf(num) ? (num = Math.trunc(num) || 0) + num % 2 : Math.round(num)];
    var utcTimeZoneId = "UTC";
    var periodDur = 5184e3;
    var minPossibleTransition = isoArgsToEpochSec(1847);
    var maxPossibleTransition = isoArgsToEpochSec((() => {
      const currentDate = /* @__PURE__ */ new Date();
      return (0 === currentDate.getTime() ? 2040 : currentDate.getUTCFullYear()) + 10;
    })());
    var trailingZerosRE = /0+$/;
    var zonedEpochSlotsToIso = memoize(((slots, getTimeZoneOps) => {
      const { epochNanoseconds } = slots, offsetNanoseconds = (getTimeZoneOps.getOffsetNanosecondsFor ? getTimeZoneOps : getTimeZoneOps(slots.timeZone)).getOffsetNanosecondsFor(epochNanoseconds), isoDateTimeFields = epochNanoToIso(epochNanoseconds, offsetNanoseconds);
      return {
        calendar: slots.calendar,
        ...isoDateTimeFields,
        offsetNanoseconds
      };
    }), WeakMap);
    var maxCalendarUnit = 2 ** 32 - 1;
    var queryNativeTimeZone = memoize(((timeZoneId) => {
      const essence = getTimeZoneEssence(timeZoneId);
      return "object" == typeof essence ? new IntlTimeZone(essence) : new FixedTimeZone(essence || 0);
    }));
    var FixedTimeZone = class {
      constructor(offsetNano) {
        this.offsetNano = offsetNano;
      }
      getOffsetNanosecondsFor() {
        return this.offsetNano;
      }
      getPossibleInstantsFor(isoDateTimeFields) {
        return ((isoFields) => {
          const bigNano = isoToEpochNano({
            ...isoFields,
            ...isoTimeFieldDefaults
          });
          if (!bigNano || Math.abs(bigNano[0]) > 1e8) {
            throw new RangeError(outOfBoundsDate);
          }
        })(isoDateTimeFields), [isoToEpochNanoWithOffset(isoDateTimeFields, this.offsetNano)];
      }
      getTransition() {
      }
    };
    var IntlTimeZone = class {
      constructor(format) {
        this.tzStore = ((computeOffsetSec) => {
          function getOffsetSec(epochSec) {
            const clampedEpochSec = clampNumber(epochSec, minTransition, maxTransition), [startEpochSec, endEpochSec] = computePeriod(clampedEpochSec), startOffsetSec = getSample(startEpochSec), endOffsetSec = getSample(endEpochSec);
            return startOffsetSec === endOffsetSec ? startOffsetSec : pinch(getSplit(startEpochSec, endEpochSec), startOffsetSec, endOffsetSec, epochSec);
          }
          function pinch(split, startOffsetSec, endOffsetSec, forEpochSec) {
            let offsetSec, splitDurSec;
            for (; (void 0 === forEpochSec || void 0 === (offsetSec = forEpochSec < split[0] ? startOffsetSec : forEpochSec >= split[1] ? endOffsetSec : void 0)) && (splitDurSec = split[1] - split[0]); ) {
              const middleEpochSec = split[0] + Math.floor(splitDurSec / 2);
              computeOffsetSec(middleEpochSec) === endOffsetSec ? split[1] = middleEpochSec : split[0] = middleEpochSec + 1;
            }
            return offsetSec;
          }
          const getSample = memoize(computeOffsetSec), getSplit = memoize(createSplitTuple);
          let minTransition = minPossibleTransition, maxTransition = maxPossibleTransition;
          return {
            getPossibleEpochSec(zonedEpochSec) {
              const wideOffsetSec0 = getOffsetSec(zonedEpochSec - 86400), wideOffsetSec1 = getOffsetSec(zonedEpochSec + 86400), wideUtcEpochSec0 = zonedEpochSec - wideOffsetSec0, wideUtcEpochSec1 = zonedEpochSec - wideOffsetSec1;
              if (wideOffsetSec0 === wideOffsetSec1) {
                return [wideUtcEpochSec0];
              }
              const narrowOffsetSec0 = getOffsetSec(wideUtcEpochSec0);
              return narrowOffsetSec0 === getOffsetSec(wideUtcEpochSec1) ? [zonedEpochSec - narrowOffsetSec0] : wideOffsetSec0 > wideOffsetSec1 ? [wideUtcEpochSec0, wideUtcEpochSec1] : [];
            },
            getOffsetSec,
            getTransition(epochSec, direction) {
              const clampedEpochSec = clampNumber(epochSec, minTransition, maxTransition);
              let [startEpochSec, endEpochSec] = computePeriod(clampedEpochSec);
              const inc = periodDur * direction, inBounds = direction < 0 ? () => endEpochSec > minTransition || (minTransition = clampedEpochSec, 0) : () => startEpochSec < maxTransition || (maxTransition = clampedEpochSec, 0);
              for (; inBounds(); ) {
                const startOffsetSec = getSample(startEpochSec), endOffsetSec = getSample(endEpochSec);
                if (startOffsetSec !== endOffsetSec) {
                  const split = getSplit(startEpochSec, endEpochSec);
                  pinch(split, startOffsetSec, endOffsetSec);
                  const transitionEpochSec = split[0];
                  if ((compareNumbers(transitionEpochSec, epochSec) || 1) === direction) {
                    return transitionEpochSec;
                  }
                }
                startEpochSec += inc, endEpochSec += inc;
              }
            }
          };
        })(/* @__PURE__ */ ((format2) => (epochSec) => {
          const intlParts = hashIntlFormatParts(format2, epochSec * milliInSec);
          return isoArgsToEpochSec(parseIntlPartsYear(intlParts), parseInt(intlParts.month), parseInt(intlParts.day), parseInt(intlParts.hour), parseInt(intlParts.minute), parseInt(intlParts.second)) - epochSec;
        })(format));
      }
      getOffsetNanosecondsFor(epochNano) {
        return this.tzStore.getOffsetSec(epochNanoToSec(epochNano)) * nanoInSec;
      }
      getPossibleInstantsFor(isoFields) {
        const [zonedEpochSec, subsecNano] = [isoArgsToEpochSec((isoDateTimeFields = isoFields).isoYear, isoDateTimeFields.isoMonth, isoDateTimeFields.isoDay, isoDateTimeFields.isoHour, isoDateTimeFields.isoMinute, isoDateTimeFields.isoSecond), isoDateTimeFields.isoMillisecond * nanoInMilli + isoDateTimeFields.isoMicrosecond * nanoInMicro + isoDateTimeFields.isoNanosecond];
        var isoDateTimeFields;
        return this.tzStore.getPossibleEpochSec(zonedEpochSec).map(((epochSec) => checkEpochNanoInBounds(moveBigNano(numberToBigNano(epochSec, nanoInSec), subsecNano))));
      }
      getTransition(epochNano, direction) {
        const [epochSec, subsecNano] = epochNanoToSecMod(epochNano), resEpochSec = this.tzStore.getTransition(epochSec + (direction > 0 || subsecNano ? 1 : 0), direction);
        if (void 0 !== resEpochSec) {
          return numberToBigNano(resEpochSec, nanoInSec);
        }
      }
    };
    var timeRegExpStr = "(\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,9}))?)?)?";
    var offsetRegExpStr = "([+-])" + timeRegExpStr;
    var dateTimeRegExpStr = "(?:(?:([+-])(\\d{6}))|(\\d{4}))-?(\\d{2})-?(\\d{2})(?:[T ]" + timeRegExpStr + "(Z|" + offsetRegExpStr + ")?)?";
    var yearMonthRegExp = createRegExp("(?:(?:([+-])(\\d{6}))|(\\d{4}))-?(\\d{2})((?:\\[(!?)([^\\]]*)\\]){0,9})");
    var monthDayRegExp = createRegExp("(?:--)?(\\d{2})-?(\\d{2})((?:\\[(!?)([^\\]]*)\\]){0,9})");
    var dateTimeRegExp = createRegExp(dateTimeRegExpStr + "((?:\\[(!?)([^\\]]*)\\]){0,9})");
    var timeRegExp = createRegExp("T?" + timeRegExpStr + "(?:" + offsetRegExpStr + ")?((?:\\[(!?)([^\\]]*)\\]){0,9})");
    var offsetRegExp = createRegExp(offsetRegExpStr);
    var annotationRegExp = new RegExp("\\[(!?)([^\\]]*)\\]", "g");
    var durationRegExp = createRegExp("([+-])?P(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(?:T(?:(\\d+)(?:[.,](\\d{1,9}))?H)?(?:(\\d+)(?:[.,](\\d{1,9}))?M)?(?:(\\d+)(?:[.,](\\d{1,9}))?S)?)?");
    var queryTimeZoneIntlFormat = memoize(((id) => new RawDateTimeFormat("en", {
      calendar: isoCalendarId,
      timeZone: id,
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      hour12: 0
    })));
    var icuRegExp = /^(AC|AE|AG|AR|AS|BE|BS|CA|CN|CS|CT|EA|EC|IE|IS|JS|MI|NE|NS|PL|PN|PR|PS|SS|VS)T$/;
    var badCharactersRegExp = /[^\w\/:+-]+/;
    var monthCodeRegExp = /^M(\d{2})(L?)$/;
    var queryIntlCalendar = memoize(((calendarId) => {
      function epochMilliToIntlFields(epochMilli) {
        return ((intlParts, calendarIdBase2) => ({
          ...parseIntlYear(intlParts, calendarIdBase2),
          monthString: intlParts.month,
          day: parseInt(intlParts.day)
        }))(hashIntlFormatParts(intlFormat, epochMilli), calendarIdBase);
      }
      const intlFormat = queryCalendarIntlFormat(calendarId), calendarIdBase = computeCalendarIdBase(calendarId);
      return {
        id: calendarId,
        queryFields: createIntlFieldCache(epochMilliToIntlFields),
        queryYearData: createIntlYearDataCache(epochMilliToIntlFields)
      };
    }));
    var queryCalendarIntlFormat = memoize(((id) => new RawDateTimeFormat("en", {
      calendar: id,
      timeZone: utcTimeZoneId,
      era: "short",
      year: "numeric",
      month: "short",
      day: "numeric",
      hour12: 0
    })));
    var nativeYearMonthRefineBase = {
      yearMonthFromFields: nativeYearMonthFromFields,
      fields: nativeFieldsMethod
    };
    var nativeDateRefineBase = {
      dateFromFields: nativeDateFromFields,
      fields: nativeFieldsMethod
    };
    var nativeMonthDayRefineBase = {
      monthDayFromFields: nativeMonthDayFromFields,
      fields: nativeFieldsMethod
    };
    var nativeMoveBase = {
      dateAdd: nativeDateAdd
    };
    var nativeDiffBase = {
      dateAdd: nativeDateAdd,
      dateUntil: nativeDateUntil
    };
    var nativeStandardBase = {
      dateAdd: nativeDateAdd,
      dateUntil: nativeDateUntil,
      dateFromFields: nativeDateFromFields,
      yearMonthFromFields: nativeYearMonthFromFields,
      monthDayFromFields: nativeMonthDayFromFields,
      fields: nativeFieldsMethod,
      mergeFields: nativeMergeFields,
      inLeapYear: computeNativeInLeapYear,
      monthsInYear: computeNativeMonthsInYear,
      daysInMonth: computeNativeDaysInMonth,
      daysInYear: computeNativeDaysInYear,
      dayOfYear: computeNativeDayOfYear,
      era(isoFields) {
        return this.eraParts(isoFields)[0];
      },
      eraYear(isoFields) {
        return this.eraParts(isoFields)[1];
      },
      monthCode(isoFields) {
        const [year, month] = this.dateParts(isoFields), [monthCodeNumber, isLeapMonth] = this.monthCodeParts(year, month);
        return formatMonthCode(monthCodeNumber, isLeapMonth);
      },
      dayOfWeek: computeIsoDayOfWeek,
      daysInWeek: computeIsoDaysInWeek
    };
    var isoYearMonthRefineDeps = {
      leapMonth: noop,
      monthsInYearPart: computeIsoMonthsInYear,
      isoFields: computeIsoFieldsFromParts
    };
    var isoMonthDayRefineDeps = {
      ...{
        ...isoYearMonthRefineDeps,
        daysInMonthParts: computeIsoDaysInMonth
      },
      yearMonthForMonthDay: computeIsoYearMonthForMonthDay
    };
    var isoYearMonthRefineOps = {
      ...nativeYearMonthRefineBase,
      ...isoYearMonthRefineDeps
    };
    var isoDateRefineOps = {
      ...nativeDateRefineBase,
      ...isoMonthDayRefineDeps
    };
    var isoMonthDayRefineOps = {
      ...nativeMonthDayRefineBase,
      ...isoMonthDayRefineDeps
    };
    var isoYearMonthModOps = {
      ...isoYearMonthRefineOps,
      mergeFields: nativeMergeFields
    };
    var isoDateModOps = {
      ...isoDateRefineOps,
      mergeFields: nativeMergeFields
    };
    var isoMonthDayModOps = {
      ...isoMonthDayRefineOps,
      mergeFields: nativeMergeFields
    };
    var isoConvertOps = {
      dateParts: computeIsoDateParts,
      epochMilli: isoArgsToEpochMilli,
      monthAdd: isoMonthAdd
    };
    var isoMoveOpsOnly = {
      ...isoConvertOps,
      monthCodeParts: computeIsoMonthCodeParts,
      monthsInYearPart: computeIsoMonthsInYear,
      daysInMonthParts: computeIsoDaysInMonth,
      leapMonth: noop
    };
    var isoMoveOps = {
      ...nativeMoveBase,
      ...isoMoveOpsOnly
    };
    var isoDiffOps = {
      ...nativeDiffBase,
      ...isoMoveOpsOnly,
      monthsInYearSpan: computeIsoMonthsInYearSpan
    };
    var isoDayOps = {
      day: computeIsoDay
    };
    var isoYearMonthMoveOps = {
      ...isoMoveOps,
      ...isoDayOps
    };
    var isoYearMonthDiffOps = {
      ...isoDiffOps,
      ...isoDayOps
    };
    var isoPartOps = {
      dateParts: computeIsoDateParts,
      eraParts: computeIsoEraParts,
      monthCodeParts: computeIsoMonthCodeParts
    };
    var isoInLeapYearOps = {
      inLeapYear: computeNativeInLeapYear,
      dateParts: computeIsoDateParts,
      inLeapYearPart: computeIsoInLeapYear
    };
    var isoMonthsInYearOps = {
      monthsInYear: computeNativeMonthsInYear,
      dateParts: computeIsoDateParts,
      monthsInYearPart: computeIsoMonthsInYear
    };
    var isoDaysInMonthOps = {
      daysInMonth: computeNativeDaysInMonth,
      dateParts: computeIsoDateParts,
      daysInMonthParts: computeIsoDaysInMonth
    };
    var isoDaysInYearOps = {
      daysInYear: computeNativeDaysInYear,
      dateParts: computeIsoDateParts,
      daysInYearPart: computeIsoDaysInYear
    };
    var isoDayOfYearOps = {
      dayOfYear: computeNativeDayOfYear,
      dateParts: computeIsoDateParts,
      epochMilli: isoArgsToEpochMilli
    };
    var isoWeekOps = {
      ...isoDayOfYearOps,
      weekOfYear: computeNativeWeekOfYear,
      yearOfWeek: computeNativeYearOfWeek,
      weekParts(isoDateFields) {
        function computeWeekShift(yDayOfWeek) {
          return (7 - yDayOfWeek < minDaysInWeek ? 7 : 0) - yDayOfWeek;
        }
        function computeWeeksInYear(delta) {
          const daysInYear = computeIsoDaysInYear(yearOfWeek + delta), sign = delta || 1, y1WeekShift = computeWeekShift(modFloor(y0DayOfWeek + daysInYear * sign, 7));
          return weeksInYear = (daysInYear + (y1WeekShift - y0WeekShift) * sign) / 7;
        }
        const minDaysInWeek = this.id ? 1 : 4, isoDayOfWeek = computeIsoDayOfWeek(isoDateFields), isoDayOfYear = this.dayOfYear(isoDateFields), dayOfWeek = modFloor(isoDayOfWeek - 1, 7), dayOfYear = isoDayOfYear - 1, y0DayOfWeek = modFloor(dayOfWeek - dayOfYear, 7), y0WeekShift = computeWeekShift(y0DayOfWeek);
        let weeksInYear, weekOfYear = Math.floor((dayOfYear - y0WeekShift) / 7) + 1, yearOfWeek = isoDateFields.isoYear;
        return weekOfYear ? weekOfYear > computeWeeksInYear(0) && (weekOfYear = 1, yearOfWeek++) : (weekOfYear = computeWeeksInYear(-1), yearOfWeek--), [weekOfYear, yearOfWeek, weeksInYear];
      }
    };
    var isoMonthDayParseOps = {
      dateParts: computeIsoDateParts,
      monthCodeParts: computeIsoMonthCodeParts,
      yearMonthForMonthDay: computeIsoYearMonthForMonthDay,
      isoFields: computeIsoFieldsFromParts
    };
    var isoStandardOps = {
      ...nativeStandardBase,
      ...isoWeekOps,
      dateParts: computeIsoDateParts,
      eraParts: computeIsoEraParts,
      monthCodeParts: computeIsoMonthCodeParts,
      yearMonthForMonthDay: computeIsoYearMonthForMonthDay,
      inLeapYearPart: computeIsoInLeapYear,
      leapMonth: noop,
      monthsInYearPart: computeIsoMonthsInYear,
      monthsInYearSpan: computeIsoMonthsInYearSpan,
      daysInMonthParts: computeIsoDaysInMonth,
      daysInYearPart: computeIsoDaysInYear,
      isoFields: computeIsoFieldsFromParts,
      epochMilli: isoArgsToEpochMilli,
      monthAdd: isoMonthAdd,
      year(isoFields) {
        return isoFields.isoYear;
      },
      month(isoFields) {
        return isoFields.isoMonth;
      },
      day: computeIsoDay
    };
    var intlYearMonthRefineDeps = {
      leapMonth: computeIntlLeapMonth,
      monthsInYearPart: computeIntlMonthsInYear,
      isoFields: computeIsoFieldsFromIntlParts
    };
    var intlDateRefineDeps = {
      ...intlYearMonthRefineDeps,
      daysInMonthParts: computeIntlDaysInMonth
    };
    var intlMonthDayRefineDeps = {
      ...intlDateRefineDeps,
      yearMonthForMonthDay: computeIntlYearMonthForMonthDay
    };
    var intlYearMonthRefineOps = {
      ...nativeYearMonthRefineBase,
      ...intlYearMonthRefineDeps
    };
    var intlDateRefineOps = {
      ...nativeDateRefineBase,
      ...intlDateRefineDeps
    };
    var intlMonthDayRefineOps = {
      ...nativeMonthDayRefineBase,
      ...intlMonthDayRefineDeps
    };
    var intlYearMonthModOps = {
      ...intlYearMonthRefineOps,
      mergeFields: nativeMergeFields
    };
    var intlDateModOps = {
      ...intlDateRefineOps,
      mergeFields: nativeMergeFields
    };
    var intlMonthDayModOps = {
      ...intlMonthDayRefineOps,
      mergeFields: nativeMergeFields
    };
    var intlConvertOps = {
      dateParts: computeIntlDateParts,
      epochMilli: computeIntlEpochMilli,
      monthAdd: intlMonthAdd
    };
    var intlMoveOpsOnly = {
      ...intlConvertOps,
      monthCodeParts: computeIntlMonthCodeParts,
      monthsInYearPart: computeIntlMonthsInYear,
      daysInMonthParts: computeIntlDaysInMonth,
      leapMonth: computeIntlLeapMonth
    };
    var intlMoveOps = {
      ...nativeMoveBase,
      ...intlMoveOpsOnly
    };
    var intlDiffOps = {
      ...nativeDiffBase,
      ...intlMoveOpsOnly,
      monthsInYearSpan: computeIntlMonthsInYearSpan
    };
    var intlDayOps = {
      day: computeIntlDay
    };
    var intlYearMonthMoveOps = {
      ...intlMoveOps,
      ...intlDayOps
    };
    var intlYearMonthDiffOps = {
      ...intlDiffOps,
      ...intlDayOps
    };
    var intlPartOps = {
      dateParts: computeIntlDateParts,
      eraParts: computeIntlEraParts,
      monthCodeParts: computeIntlMonthCodeParts
    };
    var intlInLeapYearOps = {
      inLeapYear: computeNativeInLeapYear,
      dateParts: computeIntlDateParts,
      inLeapYearPart: computeIntlInLeapYear
    };
    var intlMonthsInYearOps = {
      monthsInYear: computeNativeMonthsInYear,
      dateParts: computeIntlDateParts,
      monthsInYearPart: computeIntlMonthsInYear
    };
    var intlDaysInMonthOps = {
      daysInMonth: computeNativeDaysInMonth,
      dateParts: computeIntlDateParts,
      daysInMonthParts: computeIntlDaysInMonth
    };
    var intlDaysInYearOps = {
      daysInYear: computeNativeDaysInYear,
      dateParts: computeIntlDateParts,
      daysInYearPart: computeIntlDaysInYear
    };
    var intlDayOfYearOps = {
      dayOfYear: computeNativeDayOfYear,
      dateParts: computeIntlDateParts,
      epochMilli: computeIntlEpochMilli
    };
    var intlWeekOps = {
      ...intlDayOfYearOps,
      weekParts() {
        return [];
      },
      weekOfYear: computeNativeWeekOfYear,
      yearOfWeek: computeNativeYearOfWeek
    };
    var intlMonthDayParseOps = {
      dateParts: computeIntlDateParts,
      monthCodeParts: computeIntlMonthCodeParts,
      yearMonthForMonthDay: computeIntlYearMonthForMonthDay,
      isoFields: computeIsoFieldsFromIntlParts
    };
    var intlStandardOps = {
      ...nativeStandardBase,
      ...intlWeekOps,
      dateParts: computeIntlDateParts,
      eraParts: computeIntlEraParts,
      monthCodeParts: computeIntlMonthCodeParts,
      yearMonthForMonthDay: computeIntlYearMonthForMonthDay,
      inLeapYearPart: computeIntlInLeapYear,
      leapMonth: computeIntlLeapMonth,
      monthsInYearPart: computeIntlMonthsInYear,
      monthsInYearSpan: computeIntlMonthsInYearSpan,
      daysInMonthParts: computeIntlDaysInMonth,
      daysInYearPart: computeIntlDaysInYear,
      isoFields: computeIsoFieldsFromIntlParts,
      epochMilli: computeIntlEpochMilli,
      monthAdd: intlMonthAdd,
      year(isoFields) {
        return this.queryFields(isoFields).year;
      },
      month(isoFields) {
        const { year, monthString } = this.queryFields(isoFields), { monthStringToIndex } = this.queryYearData(year);
        return monthStringToIndex[monthString] + 1;
      },
      day: computeIntlDay
    };
    var createNativeYearMonthRefineOps = createNativeOpsCreator(isoYearMonthRefineOps, intlYearMonthRefineOps);
    var createNativeDateRefineOps = createNativeOpsCreator(isoDateRefineOps, intlDateRefineOps);
    var createNativeMonthDayRefineOps = createNativeOpsCreator(isoMonthDayRefineOps, intlMonthDayRefineOps);
    var createNativeYearMonthModOps = createNativeOpsCreator(isoYearMonthModOps, intlYearMonthModOps);
    var createNativeDateModOps = createNativeOpsCreator(isoDateModOps, intlDateModOps);
    var createNativeMonthDayModOps = createNativeOpsCreator(isoMonthDayModOps, intlMonthDayModOps);
    var createNativeConvertOps = createNativeOpsCreator(isoConvertOps, intlConvertOps);
    var createNativeMoveOps = createNativeOpsCreator(isoMoveOps, intlMoveOps);
    var createNativeDiffOps = createNativeOpsCreator(isoDiffOps, intlDiffOps);
    var createNativeDayOps = createNativeOpsCreator(isoDayOps, intlDayOps);
    var createNativeYearMonthMoveOps = createNativeOpsCreator(isoYearMonthMoveOps, intlYearMonthMoveOps);
    var createNativeYearMonthDiffOps = createNativeOpsCreator(isoYearMonthDiffOps, intlYearMonthDiffOps);
    var createNativePartOps = createNativeOpsCreator(isoPartOps, intlPartOps);
    var createNativeInLeapYearOps = createNativeOpsCreator(isoInLeapYearOps, intlInLeapYearOps);
    var createNativeMonthsInYearOps = createNativeOpsCreator(isoMonthsInYearOps, intlMonthsInYearOps);
    var createNativeDaysInMonthOps = createNativeOpsCreator(isoDaysInMonthOps, intlDaysInMonthOps);
    var createNativeDaysInYearOps = createNativeOpsCreator(isoDaysInYearOps, intlDaysInYearOps);
    var createNativeDayOfYearOps = createNativeOpsCreator(isoDayOfYearOps, intlDayOfYearOps);
    var createNativeWeekOps = createNativeOpsCreator(isoWeekOps, intlWeekOps);
    var createNativeMonthDayParseOps = createNativeOpsCreator(isoMonthDayParseOps, intlMonthDayParseOps);
    var createNativeStandardOps = createNativeOpsCreator(isoStandardOps, intlStandardOps);
    var builtinRefiners = {
      ...{
        era: toStringViaPrimitive,
        eraYear: toInteger,
        year: toInteger,
        month: toPositiveInteger,
        monthCode(monthCode) {
          const s = toStringViaPrimitive(monthCode);
          return parseMonthCode(s), s;
        },
        day: toPositiveInteger
      },
      ...mapPropNamesToConstant(timeFieldNamesAsc, toInteger),
      ...mapPropNamesToConstant(durationFieldNamesAsc, toStrictInteger),
      ...{
        offset(offsetString) {
          const s = toStringViaPrimitive(offsetString);
          return parseOffsetNano(s), s;
        }
      }
    };
    var timeFieldsToIso = bindArgs(remapProps, timeFieldNamesAsc, isoTimeFieldNamesAsc);
    var isoTimeFieldsToCal = bindArgs(remapProps, isoTimeFieldNamesAsc, timeFieldNamesAsc);
    var timeZoneNameStrs = ["timeZoneName"];
    var monthDayFallbacks = {
      month: "numeric",
      day: "numeric"
    };
    var yearMonthFallbacks = {
      year: "numeric",
      month: "numeric"
    };
    var dateFallbacks = {
      ...yearMonthFallbacks,
      day: "numeric"
    };
    var timeFallbacks = {
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    };
    var dateTimeFallbacks = {
      ...dateFallbacks,
      ...timeFallbacks
    };
    var zonedFallbacks = {
      ...dateTimeFallbacks,
      timeZoneName: "short"
    };
    var yearMonthFallbackNames = Object.keys(yearMonthFallbacks);
    var monthDayFallbackNames = Object.keys(monthDayFallbacks);
    var dateFallbackNames = Object.keys(dateFallbacks);
    var timeFallbackNames = Object.keys(timeFallbacks);
    var dateStyleNames = ["dateStyle"];
    var yearMonthStandardNames = [...yearMonthFallbackNames, ...dateStyleNames];
    var monthDayStandardNames = [...monthDayFallbackNames, ...dateStyleNames];
    var dateStandardNames = [...dateFallbackNames, ...dateStyleNames, "weekday"];
    var timeStandardNames = [...timeFallbackNames, "dayPeriod", "timeStyle", "fractionalSecondDigits"];
    var dateTimeStandardNames = [...dateStandardNames, ...timeStandardNames];
    var dateExclusions = [...timeZoneNameStrs, ...timeStandardNames];
    var timeExclusions = [...timeZoneNameStrs, ...dateStandardNames];
    var yearMonthExclusions = [...timeZoneNameStrs, "day", "weekday", ...timeStandardNames];
    var monthDayExclusions = [...timeZoneNameStrs, "year", "weekday", ...timeStandardNames];
    var transformInstantOptions = createOptionsTransformer(dateTimeStandardNames, dateTimeFallbacks);
    var transformZonedOptions = createOptionsTransformer(dateTimeStandardNames, zonedFallbacks);
    var transformDateTimeOptions = createOptionsTransformer(dateTimeStandardNames, dateTimeFallbacks, timeZoneNameStrs);
    var transformDateOptions = createOptionsTransformer(dateStandardNames, dateFallbacks, dateExclusions);
    var transformTimeOptions = createOptionsTransformer(timeStandardNames, timeFallbacks, timeExclusions);
    var transformYearMonthOptions = createOptionsTransformer(yearMonthStandardNames, yearMonthFallbacks, yearMonthExclusions);
    var transformMonthDayOptions = createOptionsTransformer(monthDayStandardNames, monthDayFallbacks, monthDayExclusions);
    var emptyOptions = {};
    var nonBuggyIsoResolve = new RawDateTimeFormat(void 0, {
      calendar: isoCalendarId
    }).resolvedOptions().calendar === isoCalendarId;
    var instantConfig = [transformInstantOptions, getEpochMilli];
    var zonedConfig = [transformZonedOptions, getEpochMilli, 0, (slots0, slots1) => {
      const timeZoneId = slots0.timeZone;
      if (slots1 && slots1.timeZone !== timeZoneId) {
        throw new RangeError(mismatchingTimeZones);
      }
      return timeZoneId;
    }];
    var dateTimeConfig = [transformDateTimeOptions, isoToEpochMilli];
    var dateConfig = [transformDateOptions, isoToEpochMilli];
    var timeConfig = [transformTimeOptions, (isoFields) => isoTimeFieldsToNano(isoFields) / nanoInMilli];
    var yearMonthConfig = [transformYearMonthOptions, isoToEpochMilli, nonBuggyIsoResolve];
    var monthDayConfig = [transformMonthDayOptions, isoToEpochMilli, nonBuggyIsoResolve];
    exports2.DurationBranding = DurationBranding, exports2.InstantBranding = InstantBranding, exports2.PlainDateBranding = PlainDateBranding, exports2.PlainDateTimeBranding = PlainDateTimeBranding, exports2.PlainMonthDayBranding = PlainMonthDayBranding, exports2.PlainTimeBranding = PlainTimeBranding, exports2.PlainYearMonthBranding = PlainYearMonthBranding, exports2.RawDateTimeFormat = RawDateTimeFormat, exports2.ZonedDateTimeBranding = ZonedDateTimeBranding, exports2.absDuration = (slots) => -1 === slots.sign ? negateDuration(slots) : slots, exports2.addBigNanos = addBigNanos, exports2.addDurations = (refineRelativeTo, getCalendarOps, getTimeZoneOps, doSubtract, slots, otherSlots, options) => {
      const relativeToSlots = refineRelativeTo(normalizeOptions(options).relativeTo), maxUnit = Math.max(getMaxDurationUnit(slots), getMaxDurationUnit(otherSlots));
      if (isUniformUnit(maxUnit, relativeToSlots)) {
        return createDurationSlots(checkDurationUnits(((a, b, largestUnit, doSubtract2) => {
          const combined = addBigNanos(durationFieldsToBigNano(a), durationFieldsToBigNano(b), doSubtract2 ? -1 : 1);
          if (!Number.isFinite(combined[0])) {
            throw new RangeError(outOfBoundsDate);
          }
          return {
            ...durationFieldDefaults,
            ...nanoToDurationDayTimeFields(combined, largestUnit)
          };
        })(slots, otherSlots, maxUnit, doSubtract)));
      }
      if (!relativeToSlots) {
        throw new RangeError("Missing relativeTo");
      }
      doSubtract && (otherSlots = negateDurationFields(otherSlots));
      const [marker, calendarOps, timeZoneOps] = createMarkerSystem(getCalendarOps, getTimeZoneOps, relativeToSlots), moveMarker = createMoveMarker(timeZoneOps), diffMarkers = createDiffMarkers(timeZoneOps), midMarker = moveMarker(calendarOps, marker, slots);
      return createDurationSlots(diffMarkers(calendarOps, marker, moveMarker(calendarOps, midMarker, otherSlots), maxUnit));
    }, exports2.alignZonedEpoch = alignZonedEpoch, exports2.bigNanoToExactDays = bigNanoToExactDays, exports2.bigNanoToNumber = bigNanoToNumber, exports2.bindArgs = bindArgs, exports2.buildZonedIsoFields = (getTimeZoneOps, zonedDateTimeSlots) => {
      const isoFields = zonedEpochSlotsToIso(zonedDateTimeSlots, getTimeZoneOps);
      return {
        calendar: zonedDateTimeSlots.calendar,
        ...pluckProps(isoDateTimeFieldNamesAlpha, isoFields),
        offset: formatOffsetNano(isoFields.offsetNanoseconds),
        timeZone: zonedDateTimeSlots.timeZone
      };
    }, exports2.checkEpochNanoInBounds = checkEpochNanoInBounds, exports2.checkIsoDateInBounds = checkIsoDateInBounds, exports2.checkIsoDateTimeInBounds = checkIsoDateTimeInBounds, exports2.clampEntity = clampEntity, exports2.clearIsoFields = clearIsoFields, exports2.compareBigNanos = compareBigNanos, exports2.compareDurations = (refineRelativeTo, getCalendarOps, getTimeZoneOps, durationSlots0, durationSlots1, options) => {
      const relativeToSlots = refineRelativeTo(normalizeOptions(options).relativeTo), maxUnit = Math.max(getMaxDurationUnit(durationSlots0), getMaxDurationUnit(durationSlots1));
      if (allPropsEqual(durationFieldNamesAsc, durationSlots0, durationSlots1)) {
        return 0;
      }
      if (isUniformUnit(maxUnit, relativeToSlots)) {
        return compareBigNanos(durationFieldsToBigNano(durationSlots0), durationFieldsToBigNano(durationSlots1));
      }
      if (!relativeToSlots) {
        throw new RangeError("Missing relativeTo");
      }
      const [marker, calendarOps, timeZoneOps] = createMarkerSystem(getCalendarOps, getTimeZoneOps, relativeToSlots), markerToEpochNano = createMarkerToEpochNano(timeZoneOps), moveMarker = createMoveMarker(timeZoneOps);
      return compareBigNanos(markerToEpochNano(moveMarker(calendarOps, marker, durationSlots0)), markerToEpochNano(moveMarker(calendarOps, marker, durationSlots1)));
    }, exports2.compareInstants = compareInstants, exports2.compareIsoDateFields = compareIsoDateFields, exports2.compareIsoDateTimeFields = compareIsoDateTimeFields, exports2.compareIsoTimeFields = compareIsoTimeFields, exports2.compareZonedDateTimes = compareZonedDateTimes, exports2.computeDayFloor = computeDayFloor, exports2.computeEpochNanoFrac = computeEpochNanoFrac, exports2.computeIsoDayOfWeek = computeIsoDayOfWeek, exports2.computeIsoDaysInWeek = computeIsoDaysInWeek, exports2.computeZonedHoursInDay = (getTimeZoneOps, slots) => {
      const timeZoneOps = getTimeZoneOps(slots.timeZone), isoFields = zonedEpochSlotsToIso(slots, timeZoneOps), [isoFields0, isoFields1] = computeDayInterval(isoFields), hoursExact = bigNanoToNumber(diffBigNanos(getStartOfDayInstantFor(timeZoneOps, isoFields0), getStartOfDayInstantFor(timeZoneOps, isoFields1)), nanoInHour, 1);
      if (hoursExact <= 0) {
        throw new RangeError(invalidProtocolResults);
      }
      return hoursExact;
    }, exports2.computeZonedStartOfDay = (getTimeZoneOps, slots) => {
      const { timeZone, calendar } = slots;
      return createZonedDateTimeSlots(alignZonedEpoch(computeDayFloor, getTimeZoneOps(timeZone), slots), timeZone, calendar);
    }, exports2.constructDurationSlots = (years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0, microseconds = 0, nanoseconds = 0) => createDurationSlots(checkDurationUnits(mapProps(toStrictInteger, zipProps(durationFieldNamesAsc, [years, months, weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds])))), exports2.constructInstantSlots = (epochNano) => createInstantSlots(checkEpochNanoInBounds(bigIntToBigNano(toBigInt(epochNano)))), exports2.constructPlainDateSlots = (refineCalendarArg, isoYear, isoMonth, isoDay, calendarArg = isoCalendarId) => createPlainDateSlots(checkIsoDateInBounds(checkIsoDateFields(mapProps(toInteger, {
      isoYear,
      isoMonth,
      isoDay
    }))), refineCalendarArg(calendarArg)), exports2.constructPlainDateTimeSlots = (refineCalendarArg, isoYear, isoMonth, isoDay, isoHour = 0, isoMinute = 0, isoSecond = 0, isoMillisecond = 0, isoMicrosecond = 0, isoNanosecond = 0, calendarArg = isoCalendarId) => createPlainDateTimeSlots(checkIsoDateTimeInBounds(checkIsoDateTimeFields(mapProps(toInteger, zipProps(isoDateTimeFieldNamesAsc, [isoYear, isoMonth, isoDay, isoHour, isoMinute, isoSecond, isoMillisecond, isoMicrosecond, isoNanosecond])))), refineCalendarArg(calendarArg)), exports2.constructPlainMonthDaySlots = (refineCalendarArg, isoMonth, isoDay, calendarArg = isoCalendarId, referenceIsoYear = isoEpochFirstLeapYear) => {
      const isoMonthInt = toInteger(isoMonth), isoDayInt = toInteger(isoDay), calendarId = refineCalendarArg(calendarArg);
      return createPlainMonthDaySlots(checkIsoDateInBounds(checkIsoDateFields({
        isoYear: toInteger(referenceIsoYear),
        isoMonth: isoMonthInt,
        isoDay: isoDayInt
      })), calendarId);
    }, exports2.constructPlainTimeSlots = (isoHour = 0, isoMinute = 0, isoSecond = 0, isoMillisecond = 0, isoMicrosecond = 0, isoNanosecond = 0) => createPlainTimeSlots(constrainIsoTimeFields(mapProps(toInteger, zipProps(isoTimeFieldNamesAsc, [isoHour, isoMinute, isoSecond, isoMillisecond, isoMicrosecond, isoNanosecond])), 1)), exports2.constructPlainYearMonthSlots = (refineCalendarArg, isoYear, isoMonth, calendarArg = isoCalendarId, referenceIsoDay = 1) => {
      const isoYearInt = toInteger(isoYear), isoMonthInt = toInteger(isoMonth), calendarId = refineCalendarArg(calendarArg);
      return createPlainYearMonthSlots(checkIsoYearMonthInBounds(checkIsoDateFields({
        isoYear: isoYearInt,
        isoMonth: isoMonthInt,
        isoDay: toInteger(referenceIsoDay)
      })), calendarId);
    }, exports2.constructZonedDateTimeSlots = (refineCalendarArg, refineTimeZoneArg, epochNano, timeZoneArg, calendarArg = isoCalendarId) => createZonedDateTimeSlots(checkEpochNanoInBounds(bigIntToBigNano(toBigInt(epochNano))), refineTimeZoneArg(timeZoneArg), refineCalendarArg(calendarArg)), exports2.createDurationSlots = createDurationSlots, exports2.createFormatForPrep = createFormatForPrep, exports2.createFormatPrepper = (config, queryFormat = createFormatForPrep, strictOptions = 0) => {
      const [transformOptions, , , getForcedTimeZoneId] = config;
      return (locales, options = emptyOptions, ...slotsList) => {
        const subformat = queryFormat(getForcedTimeZoneId && getForcedTimeZoneId(...slotsList), locales, options, transformOptions, strictOptions), resolvedOptions = subformat.resolvedOptions();
        return [subformat, ...toEpochMillis(config, resolvedOptions, slotsList)];
      };
    }, exports2.createGetterDescriptors = (getters) => mapProps(((getter) => ({
      get: getter,
      configurable: 1
    })), getters), exports2.createInstantSlots = createInstantSlots, exports2.createNameDescriptors = (name) => createPropDescriptors({
      name
    }, 1), exports2.createNativeConvertOps = createNativeConvertOps, exports2.createNativeDateModOps = createNativeDateModOps, exports2.createNativeDateRefineOps = createNativeDateRefineOps, exports2.createNativeDayOfYearOps = createNativeDayOfYearOps, exports2.createNativeDayOps = createNativeDayOps, exports2.createNativeDaysInMonthOps = createNativeDaysInMonthOps, exports2.createNativeDaysInYearOps = createNativeDaysInYearOps, exports2.createNativeDiffOps = createNativeDiffOps, exports2.createNativeInLeapYearOps = createNativeInLeapYearOps, exports2.createNativeMonthDayModOps = createNativeMonthDayModOps, exports2.createNativeMonthDayParseOps = createNativeMonthDayParseOps, exports2.createNativeMonthDayRefineOps = createNativeMonthDayRefineOps, exports2.createNativeMonthsInYearOps = createNativeMonthsInYearOps, exports2.createNativeMoveOps = createNativeMoveOps, exports2.createNativePartOps = createNativePartOps, exports2.createNativeStandardOps = createNativeStandardOps, exports2.createNativeWeekOps = createNativeWeekOps, exports2.createNativeYearMonthDiffOps = createNativeYearMonthDiffOps, exports2.createNativeYearMonthModOps = createNativeYearMonthModOps, exports2.createNativeYearMonthMoveOps = createNativeYearMonthMoveOps, exports2.createNativeYearMonthRefineOps = createNativeYearMonthRefineOps, exports2.createPlainDateSlots = createPlainDateSlots, exports2.createPlainDateTimeSlots = createPlainDateTimeSlots, exports2.createPlainTimeSlots = createPlainTimeSlots, exports2.createPropDescriptors = createPropDescriptors, exports2.createStringTagDescriptors = (value) => ({
      [Symbol.toStringTag]: {
        value,
        configurable: 1
      }
    }), exports2.createZonedDateTimeSlots = createZonedDateTimeSlots, exports2.dateConfig = dateConfig, exports2.dateTimeConfig = dateTimeConfig, exports2.diffBigNanos = diffBigNanos, exports2.diffInstants = (invert, instantSlots0, instantSlots1, options) => {
      const optionsTuple = refineDiffOptions(invert, options, 3, 5), durationFields = diffEpochNanos(instantSlots0.epochNanoseconds, instantSlots1.epochNanoseconds, ...optionsTuple);
      return createDurationSlots(invert ? negateDurationFields(durationFields) : durationFields);
    }, exports2.diffPlainDateTimes = (getCalendarOps, invert, plainDateTimeSlots0, plainDateTimeSlots1, options) => {
      const calendarId = getCommonCalendarId(plainDateTimeSlots0.calendar, plainDateTimeSlots1.calendar), [largestUnit, smallestUnit, roundingInc, roundingMode] = refineDiffOptions(invert, options, 6), startEpochNano = isoToEpochNano(plainDateTimeSlots0), endEpochNano = isoToEpochNano(plainDateTimeSlots1), sign = compareBigNanos(endEpochNano, startEpochNano);
      let durationFields;
      if (sign) {
        if (largestUnit <= 6) {
          durationFields = diffEpochNanos(startEpochNano, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode);
        } else {
          const calendarOps = getCalendarOps(calendarId);
          durationFields = diffDateTimesBig(calendarOps, plainDateTimeSlots0, plainDateTimeSlots1, sign, largestUnit, options), durationFields = roundRelativeDuration(durationFields, endEpochNano, largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, plainDateTimeSlots0, isoToEpochNano, moveDateTime);
        }
      } else {
        durationFields = durationFieldDefaults;
      }
      return createDurationSlots(invert ? negateDurationFields(durationFields) : durationFields);
    }, exports2.diffPlainDates = (getCalendarOps, invert, plainDateSlots0, plainDateSlots1, options) => {
      const calendarId = getCommonCalendarId(plainDateSlots0.calendar, plainDateSlots1.calendar);
      return diffDateLike(invert, (() => getCalendarOps(calendarId)), plainDateSlots0, plainDateSlots1, ...refineDiffOptions(invert, options, 6, 9, 6));
    }, exports2.diffPlainTimes = (invert, plainTimeSlots0, plainTimeSlots1, options) => {
      const [largestUnit, smallestUnit, roundingInc, roundingMode] = refineDiffOptions(invert, options, 5, 5), timeDiffNano = roundByInc(diffTimes(plainTimeSlots0, plainTimeSlots1), computeNanoInc(smallestUnit, roundingInc), roundingMode), durationFields = {
        ...durationFieldDefaults,
        ...nanoToDurationTimeFields(timeDiffNano, largestUnit)
      };
      return createDurationSlots(invert ? negateDurationFields(durationFields) : durationFields);
    }, exports2.diffPlainYearMonth = (getCalendarOps, invert, plainYearMonthSlots0, plainYearMonthSlots1, options) => {
      const calendarId = getCommonCalendarId(plainYearMonthSlots0.calendar, plainYearMonthSlots1.calendar), optionsTuple = refineDiffOptions(invert, options, 9, 9, 8), calendarOps = getCalendarOps(calendarId), firstOfMonth0 = moveToDayOfMonthUnsafe(calendarOps, plainYearMonthSlots0), firstOfMonth1 = moveToDayOfMonthUnsafe(calendarOps, plainYearMonthSlots1);
      return firstOfMonth0.isoYear === firstOfMonth1.isoYear && firstOfMonth0.isoMonth === firstOfMonth1.isoMonth && firstOfMonth0.isoDay === firstOfMonth1.isoDay ? createDurationSlots(durationFieldDefaults) : diffDateLike(invert, (() => calendarOps), checkIsoDateInBounds(firstOfMonth0), checkIsoDateInBounds(firstOfMonth1), ...optionsTuple, 8);
    }, exports2.diffZonedDateTimes = (getCalendarOps, getTimeZoneOps, invert, slots0, slots1, options) => {
      const calendarId = getCommonCalendarId(slots0.calendar, slots1.calendar), [largestUnit, smallestUnit, roundingInc, roundingMode] = refineDiffOptions(invert, options, 5), epochNano0 = slots0.epochNanoseconds, epochNano1 = slots1.epochNanoseconds, sign = compareBigNanos(epochNano1, epochNano0);
      let durationFields;
      if (sign) {
        if (largestUnit < 6) {
          durationFields = diffEpochNanos(epochNano0, epochNano1, largestUnit, smallestUnit, roundingInc, roundingMode);
        } else {
          const timeZoneOps = getTimeZoneOps(getCommonTimeZoneId(slots0.timeZone, slots1.timeZone)), calendarOps = getCalendarOps(calendarId);
          durationFields = diffZonedEpochsBig(calendarOps, timeZoneOps, slots0, slots1, sign, largestUnit, options), durationFields = roundRelativeDuration(durationFields, epochNano1, largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, slots0, extractEpochNano, bindArgs(moveZonedEpochs, timeZoneOps));
        }
      } else {
        durationFields = durationFieldDefaults;
      }
      return createDurationSlots(invert ? negateDurationFields(durationFields) : durationFields);
    }, exports2.durationFieldNamesAsc = durationFieldNamesAsc, exports2.durationWithFields = (slots, fields) => {
      return createDurationSlots((initialFields = slots, modFields = fields, checkDurationUnits({
        ...initialFields,
        ...refineFields(modFields, durationFieldNamesAlpha)
      })));
      var initialFields, modFields;
    }, exports2.epochMicroToInstant = (epochMicro) => createInstantSlots(checkEpochNanoInBounds(bigIntToBigNano(toBigInt(epochMicro), nanoInMicro))), exports2.epochMilliToInstant = (epochMilli) => createInstantSlots(checkEpochNanoInBounds(numberToBigNano(toStrictInteger(epochMilli), nanoInMilli))), exports2.epochMilliToIso = epochMilliToIso, exports2.epochNanoToInstant = (epochNano) => createInstantSlots(checkEpochNanoInBounds(bigIntToBigNano(toBigInt(epochNano)))), exports2.epochNanoToIso = epochNanoToIso, exports2.epochSecToInstant = (epochSec) => createInstantSlots(checkEpochNanoInBounds(numberToBigNano(toStrictInteger(epochSec), nanoInSec))), exports2.extractEpochNano = extractEpochNano, exports2.forbiddenValueOf = "Cannot use valueOf", exports2.formatDurationIso = (slots, options) => {
      const [roundingMode, nanoInc, subsecDigits] = refineTimeDisplayOptions(options, 3);
      return nanoInc > 1 && checkDurationUnits(slots = {
        ...slots,
        ...roundDayTimeDurationByInc(slots, nanoInc, roundingMode)
      }), ((durationSlots, subsecDigits2) => {
        const { sign } = durationSlots, abs = -1 === sign ? negateDurationFields(durationSlots) : durationSlots, { hours, minutes } = abs, [wholeSec, subsecNano] = divModBigNano(durationFieldsToBigNano(abs, 3), nanoInSec, divModTrunc);
        checkDurationTimeUnit(wholeSec);
        const subsecNanoString = formatSubsecNano(subsecNano, subsecDigits2), forceSec = subsecDigits2 >= 0 || !sign || subsecNanoString;
        return (sign < 0 ? "-" : "") + "P" + formatDurationFragments({
          Y: formatDurationNumber(abs.years),
          M: formatDurationNumber(abs.months),
          W: formatDurationNumber(abs.weeks),
          D: formatDurationNumber(abs.days)
        }) + (hours || minutes || wholeSec || forceSec ? "T" + formatDurationFragments({
          H: formatDurationNumber(hours),
          M: formatDurationNumber(minutes),
          S: formatDurationNumber(wholeSec, forceSec) + subsecNanoString
        }) : "");
      })(slots, subsecDigits);
    }, exports2.formatInstantIso = (refineTimeZoneString, getTimeZoneOps, instantSlots, options) => {
      const [timeZoneArg, roundingMode, nanoInc, subsecDigits] = ((options2) => {
        const timeDisplayTuple = refineTimeDisplayTuple(options2 = normalizeOptions(options2));
        return [options2.timeZone, ...timeDisplayTuple];
      })(options), providedTimeZone = void 0 !== timeZoneArg;
      return ((providedTimeZone2, timeZoneOps, epochNano, roundingMode2, nanoInc2, subsecDigits2) => {
        epochNano = roundBigNanoByInc(epochNano, nanoInc2, roundingMode2, 1);
        const offsetNano = timeZoneOps.getOffsetNanosecondsFor(epochNano);
        return formatIsoDateTimeFields(epochNanoToIso(epochNano, offsetNano), subsecDigits2) + (providedTimeZone2 ? formatOffsetNano(roundToMinute(offsetNano)) : "Z");
      })(providedTimeZone, getTimeZoneOps(providedTimeZone ? refineTimeZoneString(timeZoneArg) : utcTimeZoneId), instantSlots.epochNanoseconds, roundingMode, nanoInc, subsecDigits);
    }, exports2.formatMonthCode = formatMonthCode, exports2.formatOffsetNano = formatOffsetNano, exports2.formatPlainDateIso = (plainDateSlots, options) => {
      return calendarId = plainDateSlots.calendar, isoFields = plainDateSlots, calendarDisplay = refineDateDisplayOptions(options), formatIsoDateFields(isoFields) + formatCalendar(calendarId, calendarDisplay);
      var calendarId, isoFields, calendarDisplay;
    }, exports2.formatPlainDateTimeIso = (plainDateTimeSlots0, options) => {
      const [a, b, c, d] = ((options2) => (options2 = normalizeOptions(options2), [refineCalendarDisplay(options2), ...refineTimeDisplayTuple(options2)]))(options);
      return calendarId = plainDateTimeSlots0.calendar, calendarDisplay = a, subsecDigits = d, formatIsoDateTimeFields(roundDateTimeToNano(plainDateTimeSlots0, c, b), subsecDigits) + formatCalendar(calendarId, calendarDisplay);
      var calendarId, calendarDisplay, subsecDigits;
    }, exports2.formatPlainMonthDayIso = (plainMonthDaySlots, options) => formatDateLikeIso(plainMonthDaySlots.calendar, formatIsoMonthDayFields, plainMonthDaySlots, refineDateDisplayOptions(options)), exports2.formatPlainTimeIso = (slots, options) => {
      const [a, b, c] = refineTimeDisplayOptions(options);
      return subsecDigits = c, formatIsoTimeFields(roundTimeToNano(slots, b, a)[0], subsecDigits);
      var subsecDigits;
    }, exports2.formatPlainYearMonthIso = (plainYearMonthSlots, options) => formatDateLikeIso(plainYearMonthSlots.calendar, formatIsoYearMonthFields, plainYearMonthSlots, refineDateDisplayOptions(options)), exports2.formatZonedDateTimeIso = (getTimeZoneOps, zonedDateTimeSlots0, options) => {
      const [a, b, c, d, e, f] = ((options2) => {
        options2 = normalizeOptions(options2);
        const calendarDisplay = refineCalendarDisplay(options2), subsecDigits = refineSubsecDigits(options2), offsetDisplay = refineOffsetDisplay(options2), roundingMode = refineRoundingMode(options2, 4), smallestUnit = refineSmallestUnit(options2, 4);
        return [calendarDisplay, refineTimeZoneDisplay(options2), offsetDisplay, roundingMode, ...refineSmallestUnitAndSubsecDigits(smallestUnit, subsecDigits)];
      })(options);
      return ((getTimeZoneOps2, calendarId, timeZoneId, epochNano, calendarDisplay, timeZoneDisplay, offsetDisplay, roundingMode, nanoInc, subsecDigits) => {
        epochNano = roundBigNanoByInc(epochNano, nanoInc, roundingMode, 1);
        const offsetNano = getTimeZoneOps2(timeZoneId).getOffsetNanosecondsFor(epochNano);
        return formatIsoDateTimeFields(epochNanoToIso(epochNano, offsetNano), subsecDigits) + formatOffsetNano(roundToMinute(offsetNano), offsetDisplay) + ((timeZoneId2, timeZoneDisplay2) => 1 !== timeZoneDisplay2 ? "[" + (2 === timeZoneDisplay2 ? "!" : "") + timeZoneId2 + "]" : "")(timeZoneId, timeZoneDisplay) + formatCalendar(calendarId, calendarDisplay);
      })(getTimeZoneOps, zonedDateTimeSlots0.calendar, zonedDateTimeSlots0.timeZone, zonedDateTimeSlots0.epochNanoseconds, a, b, c, d, e, f);
    }, exports2.getCommonCalendarId = getCommonCalendarId, exports2.getCommonTimeZoneId = getCommonTimeZoneId, exports2.getCurrentEpochNano = getCurrentEpochNano, exports2.getCurrentIsoDateTime = (timeZoneOps) => {
      const epochNano = getCurrentEpochNano();
      return epochNanoToIso(epochNano, timeZoneOps.getOffsetNanosecondsFor(epochNano));
    }, exports2.getCurrentTimeZoneId = () => new RawDateTimeFormat().resolvedOptions().timeZone, exports2.getDurationBlank = (slots) => !slots.sign, exports2.getEpochMicro = (slots) => bigNanoToBigInt(slots.epochNanoseconds, nanoInMicro), exports2.getEpochMilli = getEpochMilli, exports2.getEpochNano = (slots) => bigNanoToBigInt(slots.epochNanoseconds), exports2.getEpochSec = (slots) => epochNanoToSec(slots.epochNanoseconds), exports2.getSingleInstantFor = getSingleInstantFor, exports2.identity = (arg) => arg, exports2.instantConfig = instantConfig, exports2.instantToZonedDateTime = (instantSlots, timeZoneId, calendarId = isoCalendarId) => createZonedDateTimeSlots(instantSlots.epochNanoseconds, timeZoneId, calendarId), exports2.instantsEqual = (instantSlots0, instantSlots1) => !compareInstants(instantSlots0, instantSlots1), exports2.invalidBag = "Invalid bag", exports2.invalidCalendar = invalidCalendar, exports2.invalidCallingContext = "Invalid calling context", exports2.invalidFormatType = (branding) => `Cannot format ${branding}`, exports2.invalidTimeZone = invalidTimeZone, exports2.isObjectLike = isObjectLike, exports2.isoCalendarId = isoCalendarId, exports2.isoDateFieldNamesAlpha = isoDateFieldNamesAlpha, exports2.isoTimeFieldDefaults = isoTimeFieldDefaults, exports2.isoTimeFieldNamesAsc = isoTimeFieldNamesAsc, exports2.isoTimeFieldsToCal = isoTimeFieldsToCal, exports2.isoToEpochNano = isoToEpochNano, exports2.mapPropNames = mapPropNames, exports2.mapProps = mapProps, exports2.memoize = memoize, exports2.mismatchingFormatTypes = "Mismatching types for formatting", exports2.monthDayConfig = monthDayConfig, exports2.moveBigNano = moveBigNano, exports2.moveByDays = moveByDays, exports2.moveDateTime = moveDateTime, exports2.moveInstant = (doSubtract, instantSlots, durationSlots) => createInstantSlots(checkEpochNanoInBounds(addBigNanos(instantSlots.epochNanoseconds, ((fields) => {
      if (durationHasDateParts(fields)) {
        throw new RangeError("Cannot use large units");
      }
      return durationFieldsToBigNano(fields, 5);
    })(doSubtract ? negateDurationFields(durationSlots) : durationSlots)))), exports2.movePlainDate = (getCalendarOps, doSubtract, plainDateSlots, durationSlots, options) => {
      const { calendar } = plainDateSlots;
      return createPlainDateSlots(moveDate(getCalendarOps(calendar), plainDateSlots, doSubtract ? negateDurationFields(durationSlots) : durationSlots, options), calendar);
    }, exports2.movePlainDateTime = (getCalendarOps, doSubtract, plainDateTimeSlots, durationSlots, options = /* @__PURE__ */ Object.create(null)) => {
      const { calendar } = plainDateTimeSlots;
      return createPlainDateTimeSlots(moveDateTime(getCalendarOps(calendar), plainDateTimeSlots, doSubtract ? negateDurationFields(durationSlots) : durationSlots, options), calendar);
    }, exports2.movePlainTime = (doSubtract, slots, durationSlots) => createPlainTimeSlots(moveTime(slots, doSubtract ? negateDurationFields(durationSlots) : durationSlots)[0]), exports2.movePlainYearMonth = (getCalendarOps, doSubtract, plainYearMonthSlots, durationSlots, options) => {
      const calendarId = plainYearMonthSlots.calendar, calendarOps = getCalendarOps(calendarId);
      let isoDateFields = checkIsoDateInBounds(moveToDayOfMonthUnsafe(calendarOps, plainYearMonthSlots));
      doSubtract && (durationSlots = negateDuration(durationSlots)), durationSlots.sign < 0 && (isoDateFields = calendarOps.dateAdd(isoDateFields, {
        ...durationFieldDefaults,
        months: 1
      }), isoDateFields = moveByDays(isoDateFields, -1));
      const movedIsoDateFields = calendarOps.dateAdd(isoDateFields, durationSlots, options);
      return createPlainYearMonthSlots(moveToDayOfMonthUnsafe(calendarOps, movedIsoDateFields), calendarId);
    }, exports2.moveToDayOfMonthUnsafe = moveToDayOfMonthUnsafe, exports2.moveZonedDateTime = (getCalendarOps, getTimeZoneOps, doSubtract, zonedDateTimeSlots, durationSlots, options = /* @__PURE__ */ Object.create(null)) => {
      const timeZoneOps = getTimeZoneOps(zonedDateTimeSlots.timeZone), calendarOps = getCalendarOps(zonedDateTimeSlots.calendar);
      return {
        ...zonedDateTimeSlots,
        ...moveZonedEpochs(timeZoneOps, calendarOps, zonedDateTimeSlots, doSubtract ? negateDurationFields(durationSlots) : durationSlots, options)
      };
    }, exports2.moveZonedEpochs = moveZonedEpochs, exports2.nanoInHour = nanoInHour, exports2.nanoInMicro = nanoInMicro, exports2.nanoInMilli = nanoInMilli, exports2.nanoInMinute = nanoInMinute, exports2.nanoInSec = nanoInSec, exports2.nanoInUtcDay = nanoInUtcDay, exports2.nativeYearMonthAdd = nativeYearMonthAdd, exports2.negateDuration = negateDuration, exports2.numberToBigNano = numberToBigNano, exports2.parseCalendarId = (s) => {
      const res = parseDateTimeLike(s) || parseYearMonthOnly(s) || parseMonthDayOnly(s);
      return res ? res.calendar : s;
    }, exports2.parseDuration = (s) => {
      const parsed = ((s2) => {
        const parts = durationRegExp.exec(s2);
        return parts ? ((parts2) => {
          function parseUnit(wholeStr, fracStr, timeUnit) {
            let leftoverUnits = 0, wholeUnits = 0;
            if (timeUnit && ([leftoverUnits, leftoverNano] = divModFloor(leftoverNano, unitNanoMap[timeUnit])), void 0 !== wholeStr) {
              if (hasAnyFrac) {
                throw new RangeError(invalidSubstring(wholeStr));
              }
              wholeUnits = ((s3) => {
                const n = parseInt(s3);
                if (!Number.isFinite(n)) {
                  throw new RangeError(invalidSubstring(s3));
                }
                return n;
              })(wholeStr), hasAny = 1, fracStr && (leftoverNano = parseSubsecNano(fracStr) * (unitNanoMap[timeUnit] / nanoInSec), hasAnyFrac = 1);
            }
            return leftoverUnits + wholeUnits;
          }
          let hasAny = 0, hasAnyFrac = 0, leftoverNano = 0, durationFields = {
            ...zipProps(durationFieldNamesAsc, [parseUnit(parts2[2]), parseUnit(parts2[3]), parseUnit(parts2[4]), parseUnit(parts2[5]), parseUnit(parts2[6], parts2[7], 5), parseUnit(parts2[8], parts2[9], 4), parseUnit(parts2[10], parts2[11], 3)]),
            ...nanoToGivenFields(leftoverNano, 2, durationFieldNamesAsc)
          };
          if (!hasAny) {
            throw new RangeError(noValidFields(durationFieldNamesAsc));
          }
          return parseSign(parts2[1]) < 0 && (durationFields = negateDurationFields(durationFields)), durationFields;
        })(parts) : void 0;
      })(requireString(s));
      if (!parsed) {
        throw new RangeError(failedParse(s));
      }
      return createDurationSlots(checkDurationUnits(parsed));
    }, exports2.parseInstant = (s) => {
      const organized = parseDateTimeLike(s = toStringViaPrimitive(s));
      if (!organized) {
        throw new RangeError(failedParse(s));
      }
      let offsetNano;
      if (organized.hasZ) {
        offsetNano = 0;
      } else {
        if (!organized.offset) {
          throw new RangeError(failedParse(s));
        }
        offsetNano = parseOffsetNano(organized.offset);
      }
      return organized.timeZone && parseOffsetNanoMaybe(organized.timeZone, 1), createInstantSlots(isoToEpochNanoWithOffset(checkIsoDateTimeFields(organized), offsetNano));
    }, exports2.parsePlainDate = parsePlainDate, exports2.parsePlainDateTime = (s) => {
      const organized = parseDateTimeLike(requireString(s));
      if (!organized || organized.hasZ) {
        throw new RangeError(failedParse(s));
      }
      return createPlainDateTimeSlots(finalizeDateTime(organized));
    }, exports2.parsePlainMonthDay = (getCalendarOps, s) => {
      const organized = parseMonthDayOnly(requireString(s));
      if (organized) {
        return requireIsoCalendar(organized), createPlainMonthDaySlots(checkIsoDateFields(organized));
      }
      const dateSlots = parsePlainDate(s, 0, 1), { calendar } = dateSlots, calendarOps = getCalendarOps(calendar), [origYear, origMonth, day] = calendarOps.dateParts(dateSlots), [monthCodeNumber, isLeapMonth] = calendarOps.monthCodeParts(origYear, origMonth), [year, month] = calendarOps.yearMonthForMonthDay(monthCodeNumber, isLeapMonth, day);
      return createPlainMonthDaySlots(checkIsoDateInBounds(calendarOps.isoFields(year, month, day)), calendar);
    }, exports2.parsePlainTime = (s) => {
      let altParsed, organized = ((s2) => {
        const parts = timeRegExp.exec(s2);
        return parts ? (organizeAnnotationParts(parts[10]), organizeTimeParts(parts)) : void 0;
      })(requireString(s));
      if (!organized) {
        if (organized = parseDateTimeLike(s), !organized) {
          throw new RangeError(failedParse(s));
        }
        if (!organized.hasTime) {
          throw new RangeError(failedParse(s));
        }
        if (organized.hasZ) {
          throw new RangeError(invalidSubstring("Z"));
        }
        requireIsoCalendar(organized);
      }
      if ((altParsed = parseYearMonthOnly(s)) && isIsoDateFieldsValid(altParsed)) {
        throw new RangeError(failedParse(s));
      }
      if ((altParsed = parseMonthDayOnly(s)) && isIsoDateFieldsValid(altParsed)) {
        throw new RangeError(failedParse(s));
      }
      return createPlainTimeSlots(constrainIsoTimeFields(organized, 1));
    }, exports2.parsePlainYearMonth = (getCalendarOps, s) => {
      const organized = parseYearMonthOnly(requireString(s));
      if (organized) {
        return requireIsoCalendar(organized), createPlainYearMonthSlots(checkIsoYearMonthInBounds(checkIsoDateFields(organized)));
      }
      const isoSlots = parsePlainDate(s, 1);
      return createPlainYearMonthSlots(moveToDayOfMonthUnsafe(getCalendarOps(isoSlots.calendar), isoSlots));
    }, exports2.parseRelativeToSlots = (s) => {
      const organized = parseDateTimeLike(requireString(s));
      if (!organized) {
        throw new RangeError(failedParse(s));
      }
      if (organized.timeZone) {
        return finalizeZonedDateTime(organized, organized.offset ? parseOffsetNano(organized.offset) : void 0);
      }
      if (organized.hasZ) {
        throw new RangeError(failedParse(s));
      }
      return finalizeDate(organized);
    }, exports2.parseTimeZoneId = (s) => {
      const parsed = parseDateTimeLike(s);
      return parsed && (parsed.timeZone || parsed.hasZ && utcTimeZoneId || parsed.offset) || s;
    }, exports2.parseZonedDateTime = (s, options) => {
      const organized = parseDateTimeLike(requireString(s));
      if (!organized || !organized.timeZone) {
        throw new RangeError(failedParse(s));
      }
      const { offset } = organized, offsetNano = offset ? parseOffsetNano(offset) : void 0, [, offsetDisambig, epochDisambig] = refineZonedFieldOptions(options);
      return finalizeZonedDateTime(organized, offsetNano, offsetDisambig, epochDisambig);
    }, exports2.plainDateTimeToPlainMonthDay = (getCalendarOps, plainDateTimeSlots, plainDateFields) => convertToPlainMonthDay(getCalendarOps(plainDateTimeSlots.calendar), plainDateFields), exports2.plainDateTimeToPlainYearMonth = (getCalendarOps, plainDateTimeSlots, plainDateFields) => {
      const calendarOps = getCalendarOps(plainDateTimeSlots.calendar);
      return createPlainYearMonthSlots({
        ...plainDateTimeSlots,
        ...convertToPlainYearMonth(calendarOps, plainDateFields)
      });
    }, exports2.plainDateTimeToZonedDateTime = (getTimeZoneOps, plainDateTimeSlots, timeZoneId, options) => createZonedDateTimeSlots(checkEpochNanoInBounds(((getTimeZoneOps2, timeZoneId2, isoFields, options2) => {
      const epochDisambig = ((options3) => refineEpochDisambig(normalizeOptions(options3)))(options2);
      return getSingleInstantFor(getTimeZoneOps2(timeZoneId2), isoFields, epochDisambig);
    })(getTimeZoneOps, timeZoneId, plainDateTimeSlots, options)), timeZoneId, plainDateTimeSlots.calendar), exports2.plainDateTimeWithFields = (getCalendarOps, plainDateTimeSlots, modFields, options) => {
      const calendarOps = getCalendarOps(plainDateTimeSlots.calendar), validFieldNames = [...calendarOps.fields(dateFieldNamesAlpha), ...timeFieldNamesAsc].sort(), origFields = {
        ...computeDateEssentials(slots = plainDateTimeSlots),
        hour: slots.isoHour,
        minute: slots.isoMinute,
        second: slots.isoSecond,
        millisecond: slots.isoMillisecond,
        microsecond: slots.isoMicrosecond,
        nanosecond: slots.isoNanosecond
      };
      var slots;
      const partialFields = refineFields(modFields, validFieldNames), overflow = refineOverflowOptions(options), mergedCalendarFields = calendarOps.mergeFields(origFields, partialFields), mergedAllFields = {
        ...origFields,
        ...partialFields
      };
      return createPlainDateTimeSlots(checkIsoDateTimeInBounds({
        ...calendarOps.dateFromFields(mergedCalendarFields, fabricateOverflowOptions(overflow)),
        ...constrainIsoTimeFields(timeFieldsToIso(mergedAllFields), overflow)
      }));
    }, exports2.plainDateTimeWithPlainDate = (plainDateTimeSlots, plainDateSlots) => createPlainDateTimeSlots({
      ...plainDateTimeSlots,
      ...plainDateSlots
    }, getPreferredCalendarId(plainDateTimeSlots.calendar, plainDateSlots.calendar)), exports2.plainDateTimeWithPlainTime = (plainDateTimeSlots, plainTimeSlots = isoTimeFieldDefaults) => createPlainDateTimeSlots(checkIsoDateTimeInBounds({
      ...plainDateTimeSlots,
      ...plainTimeSlots
    })), exports2.plainDateTimesEqual = (plainDateTimeSlots0, plainDateTimeSlots1) => !compareIsoDateTimeFields(plainDateTimeSlots0, plainDateTimeSlots1) && plainDateTimeSlots0.calendar === plainDateTimeSlots1.calendar, exports2.plainDateToPlainDateTime = (plainDateSlots, plainTimeFields = isoTimeFieldDefaults) => createPlainDateTimeSlots(checkIsoDateTimeInBounds({
      ...plainDateSlots,
      ...plainTimeFields
    })), exports2.plainDateToPlainMonthDay = (getCalendarOps, plainDateSlots, plainDateFields) => convertToPlainMonthDay(getCalendarOps(plainDateSlots.calendar), plainDateFields), exports2.plainDateToPlainYearMonth = (getCalendarOps, plainDateSlots, plainDateFields) => convertToPlainYearMonth(getCalendarOps(plainDateSlots.calendar), plainDateFields), exports2.plainDateToZonedDateTime = (refineTimeZoneString, refinePlainTimeArg, getTimeZoneOps, plainDateSlots, options) => {
      const timeZoneId = refineTimeZoneString(options.timeZone), plainTimeArg = options.plainTime, isoTimeFields = void 0 !== plainTimeArg ? refinePlainTimeArg(plainTimeArg) : void 0, timeZoneOps = getTimeZoneOps(timeZoneId);
      let epochNano;
      return epochNano = isoTimeFields ? getSingleInstantFor(timeZoneOps, {
        ...plainDateSlots,
        ...isoTimeFields
      }) : getStartOfDayInstantFor(timeZoneOps, {
        ...plainDateSlots,
        ...isoTimeFieldDefaults
      }), createZonedDateTimeSlots(epochNano, timeZoneId, plainDateSlots.calendar);
    }, exports2.plainDateWithFields = (getCalendarOps, plainDateSlots, modFields, options) => {
      const calendarOps = getCalendarOps(plainDateSlots.calendar), validFieldNames = calendarOps.fields(dateFieldNamesAlpha).sort(), origFields = computeDateEssentials(plainDateSlots), partialFields = refineFields(modFields, validFieldNames), mergedFields = calendarOps.mergeFields(origFields, partialFields);
      return calendarOps.dateFromFields(mergedFields, options);
    }, exports2.plainDatesEqual = (plainDateSlots0, plainDateSlots1) => !compareIsoDateFields(plainDateSlots0, plainDateSlots1) && plainDateSlots0.calendar === plainDateSlots1.calendar, exports2.plainMonthDayToPlainDate = (getCalendarOps, plainMonthDaySlots, plainMonthDayFields, bag) => ((calendarOps, input, bag2) => convertToIso(calendarOps, input, monthCodeDayFieldNames, requireObjectLike(bag2), yearFieldNames))(getCalendarOps(plainMonthDaySlots.calendar), plainMonthDayFields, bag), exports2.plainMonthDayWithFields = (getCalendarOps, plainMonthDaySlots, modFields, options) => {
      const calendarOps = getCalendarOps(plainMonthDaySlots.calendar), validFieldNames = calendarOps.fields(dateFieldNamesAlpha).sort(), origFields = ((slots) => {
        const calendarOps2 = createNativePartOps(slots.calendar), [year, month, day] = calendarOps2.dateParts(slots), [monthCodeNumber, isLeapMonth] = calendarOps2.monthCodeParts(year, month);
        return {
          monthCode: formatMonthCode(monthCodeNumber, isLeapMonth),
          day
        };
      })(plainMonthDaySlots), partialFields = refineFields(modFields, validFieldNames), mergedFields = calendarOps.mergeFields(origFields, partialFields);
      return calendarOps.monthDayFromFields(mergedFields, options);
    }, exports2.plainMonthDaysEqual = (plainMonthDaySlots0, plainMonthDaySlots1) => !compareIsoDateFields(plainMonthDaySlots0, plainMonthDaySlots1) && plainMonthDaySlots0.calendar === plainMonthDaySlots1.calendar, exports2.plainTimeToPlainDateTime = (plainTimeSlots0, plainDateSlots1) => createPlainDateTimeSlots(checkIsoDateTimeInBounds({
      ...plainTimeSlots0,
      ...plainDateSlots1
    })), exports2.plainTimeToZonedDateTime = (refineTimeZoneString, refinePlainDateArg, getTimeZoneOps, slots, options) => {
      const refinedOptions = requireObjectLike(options), plainDateSlots = refinePlainDateArg(refinedOptions.plainDate), timeZoneId = refineTimeZoneString(refinedOptions.timeZone);
      return createZonedDateTimeSlots(getSingleInstantFor(getTimeZoneOps(timeZoneId), {
        ...plainDateSlots,
        ...slots
      }), timeZoneId, plainDateSlots.calendar);
    }, exports2.plainTimeWithFields = (initialFields, mod, options) => createPlainTimeSlots(((initialFields2, modFields, options2) => refineTimeBag({
      ...pluckProps(timeFieldNamesAlpha, initialFields2),
      ...refineFields(modFields, timeFieldNamesAlpha)
    }, refineOverflowOptions(options2)))(initialFields, mod, options)), exports2.plainTimesEqual = (plainTimeSlots0, plainTimeSlots1) => !compareIsoTimeFields(plainTimeSlots0, plainTimeSlots1), exports2.plainYearMonthToPlainDate = (getCalendarOps, plainYearMonthSlots, plainYearMonthFields, bag) => ((calendarOps, input, bag2) => convertToIso(calendarOps, input, yearMonthCodeFieldNames, requireObjectLike(bag2), dayFieldNames))(getCalendarOps(plainYearMonthSlots.calendar), plainYearMonthFields, bag), exports2.plainYearMonthWithFields = (getCalendarOps, plainYearMonthSlots, modFields, options) => {
      const calendarOps = getCalendarOps(plainYearMonthSlots.calendar), validFieldNames = calendarOps.fields(yearMonthFieldNames).sort(), origFields = ((slots) => {
        const calendarOps2 = createNativePartOps(slots.calendar), [year, month] = calendarOps2.dateParts(slots), [monthCodeNumber, isLeapMonth] = calendarOps2.monthCodeParts(year, month);
        return {
          year,
          monthCode: formatMonthCode(monthCodeNumber, isLeapMonth)
        };
      })(plainYearMonthSlots), partialFields = refineFields(modFields, validFieldNames), mergedFields = calendarOps.mergeFields(origFields, partialFields);
      return calendarOps.yearMonthFromFields(mergedFields, options);
    }, exports2.plainYearMonthsEqual = (plainYearMonthSlots0, plainYearMonthSlots1) => !compareIsoDateFields(plainYearMonthSlots0, plainYearMonthSlots1) && plainYearMonthSlots0.calendar === plainYearMonthSlots1.calendar, exports2.pluckProps = pluckProps, exports2.prepareZonedEpochDiff = prepareZonedEpochDiff, exports2.queryNativeTimeZone = queryNativeTimeZone, exports2.refineCalendarId = (id) => resolveCalendarId(requireString(id)), exports2.refineDirectionOptions = (options) => {
      const normalizedOptions = normalizeOptionsOrString(options, "direction"), res = refineChoiceOption("direction", directionMap, normalizedOptions, 0);
      if (!res) {
        throw new RangeError(invalidEntity("direction", res));
      }
      return res;
    }, exports2.refineDurationBag = (bag) => {
      const durationFields = refineFields(bag, durationFieldNamesAlpha);
      return createDurationSlots(checkDurationUnits({
        ...durationFieldDefaults,
        ...durationFields
      }));
    }, exports2.refineMaybeZonedDateTimeBag = (refineTimeZoneString, getTimeZoneOps, calendarOps, bag) => {
      const fields = refineCalendarFields(calendarOps, bag, dateFieldNamesAlpha, [], timeAndZoneFieldNames);
      if (void 0 !== fields.timeZone) {
        const isoDateFields = calendarOps.dateFromFields(fields), isoTimeFields = refineTimeBag(fields), timeZoneId = refineTimeZoneString(fields.timeZone);
        return {
          epochNanoseconds: getMatchingInstantFor(getTimeZoneOps(timeZoneId), {
            ...isoDateFields,
            ...isoTimeFields
          }, void 0 !== fields.offset ? parseOffsetNano(fields.offset) : void 0),
          timeZone: timeZoneId
        };
      }
      return {
        ...calendarOps.dateFromFields(fields),
        ...isoTimeFieldDefaults
      };
    }, exports2.refineOverflowOptions = refineOverflowOptions, exports2.refinePlainDateBag = (calendarOps, bag, options, requireFields = []) => {
      const fields = refineCalendarFields(calendarOps, bag, dateFieldNamesAlpha, requireFields);
      return calendarOps.dateFromFields(fields, options);
    }, exports2.refinePlainDateTimeBag = (calendarOps, bag, options) => {
      const fields = refineCalendarFields(calendarOps, bag, dateFieldNamesAlpha, [], timeFieldNamesAsc), overflow = refineOverflowOptions(options);
      return createPlainDateTimeSlots(checkIsoDateTimeInBounds({
        ...calendarOps.dateFromFields(fields, fabricateOverflowOptions(overflow)),
        ...refineTimeBag(fields, overflow)
      }));
    }, exports2.refinePlainMonthDayBag = (calendarOps, calendarAbsent, bag, options) => {
      const fields = refineCalendarFields(calendarOps, bag, dateFieldNamesAlpha, dayFieldNames);
      return calendarAbsent && void 0 !== fields.month && void 0 === fields.monthCode && void 0 === fields.year && (fields.year = isoEpochFirstLeapYear), calendarOps.monthDayFromFields(fields, options);
    }, exports2.refinePlainTimeBag = (bag, options) => createPlainTimeSlots(refineTimeBag(refineFields(bag, timeFieldNamesAlpha, [], 1), refineOverflowOptions(options))), exports2.refinePlainYearMonthBag = (calendarOps, bag, options, requireFields) => {
      const fields = refineCalendarFields(calendarOps, bag, yearMonthFieldNames, requireFields);
      return calendarOps.yearMonthFromFields(fields, options);
    }, exports2.refineTimeZoneId = (id) => resolveTimeZoneId(requireString(id)), exports2.refineUnitDiffOptions = (smallestUnit, options) => void 0 !== options ? refineRoundingMathOptions(smallestUnit, options, 1) : [], exports2.refineUnitRoundOptions = (smallestUnit, options) => void 0 !== options ? refineRoundingMathOptions(smallestUnit, options) : [1, 7], exports2.refineZonedDateTimeBag = (refineTimeZoneString, getTimeZoneOps, calendarOps, calendarId, bag, options) => {
      const fields = refineCalendarFields(calendarOps, bag, dateFieldNamesAlpha, timeZoneFieldNames, timeAndZoneFieldNames), timeZoneId = refineTimeZoneString(fields.timeZone), [overflow, offsetDisambig, epochDisambig] = refineZonedFieldOptions(options), isoDateFields = calendarOps.dateFromFields(fields, fabricateOverflowOptions(overflow)), isoTimeFields = refineTimeBag(fields, overflow);
      return createZonedDateTimeSlots(getMatchingInstantFor(getTimeZoneOps(timeZoneId), {
        ...isoDateFields,
        ...isoTimeFields
      }, void 0 !== fields.offset ? parseOffsetNano(fields.offset) : void 0, offsetDisambig, epochDisambig), timeZoneId, calendarId);
    }, exports2.refineZonedFieldOptions = refineZonedFieldOptions, exports2.requireBoolean = requireBoolean, exports2.requireInteger = requireInteger, exports2.requireIntegerOrUndefined = (input) => {
      if (void 0 !== input) {
        return requireInteger(input);
      }
    }, exports2.requireNumberIsInteger = requireNumberIsInteger, exports2.requireObjectLike = requireObjectLike, exports2.requirePositiveInteger = requirePositiveInteger, exports2.requirePositiveIntegerOrUndefined = (input) => {
      if (void 0 !== input) {
        return requirePositiveInteger(input);
      }
    }, exports2.requireString = requireString, exports2.requireStringOrUndefined = (input) => {
      if (void 0 !== input) {
        return requireString(input);
      }
    }, exports2.resolveCalendarId = resolveCalendarId, exports2.resolveTimeZoneId = resolveTimeZoneId, exports2.roundBigNanoByInc = roundBigNanoByInc, exports2.roundByInc = roundByInc, exports2.roundDuration = (refineRelativeTo, getCalendarOps, getTimeZoneOps, slots, options) => {
      const durationLargestUnit = getMaxDurationUnit(slots), [largestUnit, smallestUnit, roundingInc, roundingMode, relativeToSlots] = ((options2, defaultLargestUnit, refineRelativeTo2) => {
        options2 = normalizeOptionsOrString(options2, smallestUnitStr);
        let largestUnit2 = refineLargestUnit(options2);
        const relativeToInternals = refineRelativeTo2(options2.relativeTo);
        let roundingInc2 = parseRoundingIncInteger(options2);
        const roundingMode2 = refineRoundingMode(options2, 7);
        let smallestUnit2 = refineSmallestUnit(options2);
        if (void 0 === largestUnit2 && void 0 === smallestUnit2) {
          throw new RangeError("Required smallestUnit or largestUnit");
        }
        if (null == smallestUnit2 && (smallestUnit2 = 0), null == largestUnit2 && (largestUnit2 = Math.max(smallestUnit2, defaultLargestUnit)), checkLargestSmallestUnit(largestUnit2, smallestUnit2), roundingInc2 = refineRoundingInc(roundingInc2, smallestUnit2, 1), roundingInc2 > 1 && smallestUnit2 > 5 && largestUnit2 !== smallestUnit2) {
          throw new RangeError("For calendar units with roundingIncrement > 1, use largestUnit = smallestUnit");
        }
        return [largestUnit2, smallestUnit2, roundingInc2, roundingMode2, relativeToInternals];
      })(options, durationLargestUnit, refineRelativeTo), maxUnit = Math.max(durationLargestUnit, largestUnit);
      if (!relativeToSlots && maxUnit <= 6) {
        return createDurationSlots(checkDurationUnits(((durationFields, largestUnit2, smallestUnit2, roundingInc2, roundingMode2) => {
          const roundedBigNano = roundBigNano(durationFieldsToBigNano(durationFields), smallestUnit2, roundingInc2, roundingMode2);
          return {
            ...durationFieldDefaults,
            ...nanoToDurationDayTimeFields(roundedBigNano, largestUnit2)
          };
        })(slots, largestUnit, smallestUnit, roundingInc, roundingMode)));
      }
      if (!isZonedEpochSlots(relativeToSlots) && !slots.sign) {
        return slots;
      }
      if (!relativeToSlots) {
        throw new RangeError("Missing relativeTo");
      }
      const [marker, calendarOps, timeZoneOps] = createMarkerSystem(getCalendarOps, getTimeZoneOps, relativeToSlots), markerToEpochNano = createMarkerToEpochNano(timeZoneOps), moveMarker = createMoveMarker(timeZoneOps), diffMarkers = createDiffMarkers(timeZoneOps), endMarker = moveMarker(calendarOps, marker, slots);
      isZonedEpochSlots(relativeToSlots) || (checkIsoDateTimeInBounds(marker), checkIsoDateTimeInBounds(endMarker));
      let balancedDuration = diffMarkers(calendarOps, marker, endMarker, largestUnit);
      const origSign = slots.sign, balancedSign = computeDurationSign(balancedDuration);
      if (origSign && balancedSign && origSign !== balancedSign) {
        throw new RangeError(invalidProtocolResults);
      }
      return balancedDuration = roundRelativeDuration(balancedDuration, markerToEpochNano(endMarker), largestUnit, smallestUnit, roundingInc, roundingMode, calendarOps, marker, markerToEpochNano, moveMarker), createDurationSlots(balancedDuration);
    }, exports2.roundInstant = (instantSlots, options) => {
      const [smallestUnit, roundingInc, roundingMode] = refineRoundingOptions(options, 5, 1);
      return createInstantSlots(roundBigNano(instantSlots.epochNanoseconds, smallestUnit, roundingInc, roundingMode, 1));
    }, exports2.roundPlainDateTime = (slots, options) => createPlainDateTimeSlots(roundDateTime(slots, ...refineRoundingOptions(options)), slots.calendar), exports2.roundPlainTime = (slots, options) => {
      const [a, b, c] = refineRoundingOptions(options, 5);
      var roundingMode;
      return createPlainTimeSlots((roundingMode = c, roundTimeToNano(slots, computeNanoInc(a, b), roundingMode)[0]));
    }, exports2.roundWithMode = roundWithMode, exports2.roundZonedDateTime = (getTimeZoneOps, slots, options) => {
      let { epochNanoseconds, timeZone, calendar } = slots;
      const [smallestUnit, roundingInc, roundingMode] = refineRoundingOptions(options);
      if (0 === smallestUnit && 1 === roundingInc) {
        return slots;
      }
      const timeZoneOps = getTimeZoneOps(timeZone);
      if (6 === smallestUnit) {
        epochNanoseconds = roundZonedEpochToInterval(computeDayInterval, timeZoneOps, slots, roundingMode);
      } else {
        const offsetNano = timeZoneOps.getOffsetNanosecondsFor(epochNanoseconds);
        epochNanoseconds = getMatchingInstantFor(timeZoneOps, roundDateTime(epochNanoToIso(epochNanoseconds, offsetNano), smallestUnit, roundingInc, roundingMode), offsetNano, 2, 0, 1);
      }
      return createZonedDateTimeSlots(epochNanoseconds, timeZone, calendar);
    }, exports2.roundZonedEpochToInterval = roundZonedEpochToInterval, exports2.slotsWithCalendarId = (slots, calendarId) => ({
      ...slots,
      calendar: calendarId
    }), exports2.slotsWithTimeZoneId = (slots, timeZoneId) => ({
      ...slots,
      timeZone: timeZoneId
    }), exports2.timeConfig = timeConfig, exports2.timeFieldNamesAsc = timeFieldNamesAsc, exports2.toInteger = toInteger, exports2.toStrictInteger = toStrictInteger, exports2.totalDuration = (refineRelativeTo, getCalendarOps, getTimeZoneOps, slots, options) => {
      const maxDurationUnit = getMaxDurationUnit(slots), [totalUnit, relativeToSlots] = ((options2, refineRelativeTo2) => {
        const relativeToInternals = refineRelativeTo2((options2 = normalizeOptionsOrString(options2, "unit")).relativeTo);
        let totalUnit2 = refineTotalUnit(options2);
        return totalUnit2 = requirePropDefined("unit", totalUnit2), [totalUnit2, relativeToInternals];
      })(options, refineRelativeTo), maxUnit = Math.max(totalUnit, maxDurationUnit);
      if (!relativeToSlots && isUniformUnit(maxUnit, relativeToSlots)) {
        return totalDayTimeDuration(slots, totalUnit);
      }
      if (!relativeToSlots) {
        throw new RangeError("Missing relativeTo");
      }
      if (!slots.sign) {
        return 0;
      }
      const [marker, calendarOps, timeZoneOps] = createMarkerSystem(getCalendarOps, getTimeZoneOps, relativeToSlots), markerToEpochNano = createMarkerToEpochNano(timeZoneOps), moveMarker = createMoveMarker(timeZoneOps), diffMarkers = createDiffMarkers(timeZoneOps), endMarker = moveMarker(calendarOps, marker, slots);
      isZonedEpochSlots(relativeToSlots) || (checkIsoDateTimeInBounds(marker), checkIsoDateTimeInBounds(endMarker));
      const balancedDuration = diffMarkers(calendarOps, marker, endMarker, totalUnit);
      return isUniformUnit(totalUnit, relativeToSlots) ? totalDayTimeDuration(balancedDuration, totalUnit) : totalRelativeDuration(balancedDuration, markerToEpochNano(endMarker), totalUnit, calendarOps, marker, markerToEpochNano, moveMarker);
    }, exports2.totalRelativeDuration = totalRelativeDuration, exports2.unsupportedWeekNumbers = "Calendar week operations forbidden", exports2.yearMonthConfig = yearMonthConfig, exports2.zonedConfig = zonedConfig, exports2.zonedDateTimeToInstant = (zonedDateTimeSlots0) => createInstantSlots(zonedDateTimeSlots0.epochNanoseconds), exports2.zonedDateTimeToPlainDate = (getTimeZoneOps, zonedDateTimeSlots0) => createPlainDateSlots(zonedEpochSlotsToIso(zonedDateTimeSlots0, getTimeZoneOps)), exports2.zonedDateTimeToPlainDateTime = (getTimeZoneOps, zonedDateTimeSlots0) => createPlainDateTimeSlots(zonedEpochSlotsToIso(zonedDateTimeSlots0, getTimeZoneOps)), exports2.zonedDateTimeToPlainMonthDay = (getCalendarOps, zonedDateTimeSlots0, zonedDateTimeFields) => convertToPlainMonthDay(getCalendarOps(zonedDateTimeSlots0.calendar), zonedDateTimeFields), exports2.zonedDateTimeToPlainTime = (getTimeZoneOps, zonedDateTimeSlots0) => createPlainTimeSlots(zonedEpochSlotsToIso(zonedDateTimeSlots0, getTimeZoneOps)), exports2.zonedDateTimeToPlainYearMonth = (getCalendarOps, zonedDateTimeSlots0, zonedDateTimeFields) => convertToPlainYearMonth(getCalendarOps(zonedDateTimeSlots0.calendar), zonedDateTimeFields), exports2.zonedDateTimeWithFields = (getCalendarOps, getTimeZoneOps, zonedDateTimeSlots, modFields, options) => {
      const { calendar, timeZone } = zonedDateTimeSlots, calendarOps = getCalendarOps(calendar), timeZoneOps = getTimeZoneOps(timeZone), validFieldNames = [...calendarOps.fields(dateFieldNamesAlpha), ...timeAndOffsetFieldNames].sort(), origFields = ((slots) => {
        const isoFields = zonedEpochSlotsToIso(slots, queryNativeTimeZone), offsetString = formatOffsetNano(isoFields.offsetNanoseconds), calendarOps2 = createNativePartOps(slots.calendar), [year, month, day] = calendarOps2.dateParts(isoFields), [monthCodeNumber, isLeapMonth] = calendarOps2.monthCodeParts(year, month), monthCode = formatMonthCode(monthCodeNumber, isLeapMonth);
        return {
          ...isoTimeFieldsToCal(isoFields),
          year,
          monthCode,
          day,
          offset: offsetString
        };
      })(zonedDateTimeSlots), partialFields = refineFields(modFields, validFieldNames), mergedCalendarFields = calendarOps.mergeFields(origFields, partialFields), mergedAllFields = {
        ...origFields,
        ...partialFields
      }, [overflow, offsetDisambig, epochDisambig] = refineZonedFieldOptions(options, 2);
      return createZonedDateTimeSlots(getMatchingInstantFor(timeZoneOps, {
        ...calendarOps.dateFromFields(mergedCalendarFields, fabricateOverflowOptions(overflow)),
        ...constrainIsoTimeFields(timeFieldsToIso(mergedAllFields), overflow)
      }, parseOffsetNano(mergedAllFields.offset), offsetDisambig, epochDisambig), timeZone, calendar);
    }, exports2.zonedDateTimeWithPlainDate = (getTimeZoneOps, zonedDateTimeSlots, plainDateSlots) => {
      const timeZoneId = zonedDateTimeSlots.timeZone, timeZoneOps = getTimeZoneOps(timeZoneId), isoFields = {
        ...zonedEpochSlotsToIso(zonedDateTimeSlots, timeZoneOps),
        ...plainDateSlots
      }, calendar = getPreferredCalendarId(zonedDateTimeSlots.calendar, plainDateSlots.calendar);
      return createZonedDateTimeSlots(getMatchingInstantFor(timeZoneOps, isoFields, isoFields.offsetNanoseconds, 2), timeZoneId, calendar);
    }, exports2.zonedDateTimeWithPlainTime = (getTimeZoneOps, zonedDateTimeSlots, plainTimeSlots) => {
      const timeZoneId = zonedDateTimeSlots.timeZone, timeZoneOps = getTimeZoneOps(timeZoneId), isoFields = {
        ...zonedEpochSlotsToIso(zonedDateTimeSlots, timeZoneOps),
        ...plainTimeSlots || isoTimeFieldDefaults
      };
      let epochNano;
      return epochNano = plainTimeSlots ? getMatchingInstantFor(timeZoneOps, isoFields, isoFields.offsetNanoseconds, 2) : getStartOfDayInstantFor(timeZoneOps, isoFields), createZonedDateTimeSlots(epochNano, timeZoneId, zonedDateTimeSlots.calendar);
    }, exports2.zonedDateTimesEqual = (zonedDateTimeSlots0, zonedDateTimeSlots1) => !compareZonedDateTimes(zonedDateTimeSlots0, zonedDateTimeSlots1) && !!isTimeZoneIdsEqual(zonedDateTimeSlots0.timeZone, zonedDateTimeSlots1.timeZone) && zonedDateTimeSlots0.calendar === zonedDateTimeSlots1.calendar, exports2.zonedEpochSlotsToIso = zonedEpochSlotsToIso;
  }
});

// node_modules/temporal-polyfill/chunks/classApi.cjs
var require_classApi = __commonJS({
  "node_modules/temporal-polyfill/chunks/classApi.cjs"(exports2) {
    "use strict";
    function createSlotClass(branding, construct, getters, methods, staticMethods, formatFunc) {
      function Class(...args) {
        if (!(this instanceof Class)) {
          throw new TypeError(internal.invalidCallingContext);
        }
        {
          const slots = construct(...args);
          setSlots(this, slots), dbg(this, slots, formatFunc);
        }
      }
      function bindMethod(method, methodName) {
        return Object.defineProperties((function(...args) {
          return method.call(this, getSpecificSlots(this), ...args);
        }), internal.createNameDescriptors(methodName));
      }
      function getSpecificSlots(obj) {
        const slots = getSlots(obj);
        if (!slots || slots.branding !== branding) {
          throw new TypeError(internal.invalidCallingContext);
        }
        return slots;
      }
      return Object.defineProperties(Class.prototype, {
        ...internal.createGetterDescriptors(internal.mapProps(bindMethod, getters)),
        ...internal.createPropDescriptors(internal.mapProps(bindMethod, methods)),
        ...internal.createStringTagDescriptors("Temporal." + branding)
      }), Object.defineProperties(Class, {
        ...internal.createPropDescriptors(staticMethods),
        ...internal.createNameDescriptors(branding)
      }), [Class, (slots) => {
        const instance = Object.create(Class.prototype);
        return setSlots(instance, slots), dbg(instance, slots, formatFunc), instance;
      }, getSpecificSlots];
    }
    function rejectInvalidBag(bag) {
      if (getSlots(bag) || void 0 !== bag.calendar || void 0 !== bag.timeZone) {
        throw new TypeError(internal.invalidBag);
      }
      return bag;
    }
    function dbg(instance, slots, formatSlots) {
      "dbg" === dbg.name && Object.defineProperty(instance, "_str_", {
        value: formatSlots(slots),
        writable: 0,
        enumerable: 0,
        configurable: 0
      });
    }
    function getCalendarIdFromBag(bag) {
      return extractCalendarIdFromBag(bag) || internal.isoCalendarId;
    }
    function extractCalendarIdFromBag(bag) {
      const { calendar: calendarArg } = bag;
      if (void 0 !== calendarArg) {
        return refineCalendarArg(calendarArg);
      }
    }
    function refineCalendarArg(arg) {
      if (internal.isObjectLike(arg)) {
        const { calendar } = getSlots(arg) || {};
        if (!calendar) {
          throw new TypeError(internal.invalidCalendar(arg));
        }
        return calendar;
      }
      return ((arg2) => internal.resolveCalendarId(internal.parseCalendarId(internal.requireString(arg2))))(arg);
    }
    function createCalendarGetters(methodNameMap) {
      const methods = {};
      for (const methodName in methodNameMap) {
        methods[methodName] = (slots) => {
          const { calendar } = slots;
          return internal.createNativeStandardOps(calendar)[methodName](slots);
        };
      }
      return methods;
    }
    function neverValueOf() {
      throw new TypeError(internal.forbiddenValueOf);
    }
    function refineTimeZoneArg(arg) {
      if (internal.isObjectLike(arg)) {
        const { timeZone } = getSlots(arg) || {};
        if (!timeZone) {
          throw new TypeError(internal.invalidTimeZone(arg));
        }
        return timeZone;
      }
      return ((arg2) => internal.resolveTimeZoneId(internal.parseTimeZoneId(internal.requireString(arg2))))(arg);
    }
    function toDurationSlots(arg) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg);
        return slots && slots.branding === internal.DurationBranding ? slots : internal.refineDurationBag(arg);
      }
      return internal.parseDuration(arg);
    }
    function refinePublicRelativeTo(relativeTo) {
      if (void 0 !== relativeTo) {
        if (internal.isObjectLike(relativeTo)) {
          const slots = getSlots(relativeTo) || {};
          switch (slots.branding) {
            case internal.ZonedDateTimeBranding:
            case internal.PlainDateBranding:
              return slots;
            case internal.PlainDateTimeBranding:
              return internal.createPlainDateSlots(slots);
          }
          const calendarId = getCalendarIdFromBag(relativeTo);
          return {
            ...internal.refineMaybeZonedDateTimeBag(refineTimeZoneArg, internal.queryNativeTimeZone, internal.createNativeStandardOps(calendarId), relativeTo),
            calendar: calendarId
          };
        }
        return internal.parseRelativeToSlots(relativeTo);
      }
    }
    function toPlainTimeSlots(arg, options) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg) || {};
        switch (slots.branding) {
          case internal.PlainTimeBranding:
            return internal.refineOverflowOptions(options), slots;
          case internal.PlainDateTimeBranding:
            return internal.refineOverflowOptions(options), internal.createPlainTimeSlots(slots);
          case internal.ZonedDateTimeBranding:
            return internal.refineOverflowOptions(options), internal.zonedDateTimeToPlainTime(internal.queryNativeTimeZone, slots);
        }
        return internal.refinePlainTimeBag(arg, options);
      }
      const timeSlots = internal.parsePlainTime(arg);
      return internal.refineOverflowOptions(options), timeSlots;
    }
    function optionalToPlainTimeFields(timeArg) {
      return void 0 === timeArg ? void 0 : toPlainTimeSlots(timeArg);
    }
    function toPlainDateTimeSlots(arg, options) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg) || {};
        switch (slots.branding) {
          case internal.PlainDateTimeBranding:
            return internal.refineOverflowOptions(options), slots;
          case internal.PlainDateBranding:
            return internal.refineOverflowOptions(options), internal.createPlainDateTimeSlots({
              ...slots,
              ...internal.isoTimeFieldDefaults
            });
          case internal.ZonedDateTimeBranding:
            return internal.refineOverflowOptions(options), internal.zonedDateTimeToPlainDateTime(internal.queryNativeTimeZone, slots);
        }
        return internal.refinePlainDateTimeBag(internal.createNativeStandardOps(getCalendarIdFromBag(arg)), arg, options);
      }
      const res = internal.parsePlainDateTime(arg);
      return internal.refineOverflowOptions(options), res;
    }
    function toPlainMonthDaySlots(arg, options) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg);
        if (slots && slots.branding === internal.PlainMonthDayBranding) {
          return internal.refineOverflowOptions(options), slots;
        }
        const calendarIdMaybe = extractCalendarIdFromBag(arg), calendarId = calendarIdMaybe || internal.isoCalendarId;
        return internal.refinePlainMonthDayBag(internal.createNativeStandardOps(calendarId), !calendarIdMaybe, arg, options);
      }
      const res = internal.parsePlainMonthDay(internal.createNativeStandardOps, arg);
      return internal.refineOverflowOptions(options), res;
    }
    function toPlainYearMonthSlots(arg, options) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg);
        return slots && slots.branding === internal.PlainYearMonthBranding ? (internal.refineOverflowOptions(options), slots) : internal.refinePlainYearMonthBag(internal.createNativeStandardOps(getCalendarIdFromBag(arg)), arg, options);
      }
      const res = internal.parsePlainYearMonth(internal.createNativeStandardOps, arg);
      return internal.refineOverflowOptions(options), res;
    }
    function toPlainDateSlots(arg, options) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg) || {};
        switch (slots.branding) {
          case internal.PlainDateBranding:
            return internal.refineOverflowOptions(options), slots;
          case internal.PlainDateTimeBranding:
            return internal.refineOverflowOptions(options), internal.createPlainDateSlots(slots);
          case internal.ZonedDateTimeBranding:
            return internal.refineOverflowOptions(options), internal.zonedDateTimeToPlainDate(internal.queryNativeTimeZone, slots);
        }
        return internal.refinePlainDateBag(internal.createNativeStandardOps(getCalendarIdFromBag(arg)), arg, options);
      }
      const res = internal.parsePlainDate(arg);
      return internal.refineOverflowOptions(options), res;
    }
    function toZonedDateTimeSlots(arg, options) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg);
        if (slots && slots.branding === internal.ZonedDateTimeBranding) {
          return internal.refineZonedFieldOptions(options), slots;
        }
        const calendarId = getCalendarIdFromBag(arg);
        return internal.refineZonedDateTimeBag(refineTimeZoneArg, internal.queryNativeTimeZone, internal.createNativeStandardOps(calendarId), calendarId, arg, options);
      }
      return internal.parseZonedDateTime(arg, options);
    }
    function adaptDateMethods(methods) {
      return internal.mapProps(((method) => (slots) => method(slotsToIso(slots))), methods);
    }
    function slotsToIso(slots) {
      return internal.zonedEpochSlotsToIso(slots, internal.queryNativeTimeZone);
    }
    function toInstantSlots(arg) {
      if (internal.isObjectLike(arg)) {
        const slots = getSlots(arg);
        if (slots) {
          switch (slots.branding) {
            case internal.InstantBranding:
              return slots;
            case internal.ZonedDateTimeBranding:
              return internal.createInstantSlots(slots.epochNanoseconds);
          }
        }
      }
      return internal.parseInstant(arg);
    }
    function createFormatMethod(methodName) {
      return Object.defineProperties((function(...formattables) {
        const prepFormat = internalsMap.get(this), [format, ...rawFormattables] = prepFormat(methodName.includes("Range"), ...formattables);
        return format[methodName](...rawFormattables);
      }), internal.createNameDescriptors(methodName));
    }
    function createProxiedMethod(methodName) {
      return Object.defineProperties((function(...args) {
        return internalsMap.get(this).rawFormat[methodName](...args);
      }), internal.createNameDescriptors(methodName));
    }
    function createFormatPrepperForBranding(branding) {
      const config = classFormatConfigs[branding];
      if (!config) {
        throw new TypeError(internal.invalidFormatType(branding));
      }
      return internal.createFormatPrepper(config, internal.memoize(internal.createFormatForPrep), 1);
    }
    var internal = require_internal();
    var slotsMap = /* @__PURE__ */ new WeakMap();
    var getSlots = slotsMap.get.bind(slotsMap);
    var setSlots = slotsMap.set.bind(slotsMap);
    var yearMonthOnlyRefiners = {
      era: internal.requireStringOrUndefined,
      eraYear: internal.requireIntegerOrUndefined,
      year: internal.requireInteger,
      month: internal.requirePositiveInteger,
      daysInMonth: internal.requirePositiveInteger,
      daysInYear: internal.requirePositiveInteger,
      inLeapYear: internal.requireBoolean,
      monthsInYear: internal.requirePositiveInteger
    };
    var monthOnlyRefiners = {
      monthCode: internal.requireString
    };
    var dayOnlyRefiners = {
      day: internal.requirePositiveInteger
    };
    var dateOnlyRefiners = {
      dayOfWeek: internal.requirePositiveInteger,
      dayOfYear: internal.requirePositiveInteger,
      weekOfYear: internal.requirePositiveIntegerOrUndefined,
      yearOfWeek: internal.requireIntegerOrUndefined,
      daysInWeek: internal.requirePositiveInteger
    };
    var dateGetters = createCalendarGetters({
      ...yearMonthOnlyRefiners,
      ...monthOnlyRefiners,
      ...dayOnlyRefiners,
      ...dateOnlyRefiners
    });
    var yearMonthGetters = createCalendarGetters({
      ...yearMonthOnlyRefiners,
      ...monthOnlyRefiners
    });
    var monthDayGetters = createCalendarGetters({
      ...monthOnlyRefiners,
      ...dayOnlyRefiners
    });
    var calendarIdGetters = {
      calendarId: (slots) => slots.calendar
    };
    var durationGetters = internal.mapPropNames(((propName) => (slots) => slots[propName]), internal.durationFieldNamesAsc.concat("sign"));
    var timeGetters = internal.mapPropNames(((_name, i) => (slots) => slots[internal.isoTimeFieldNamesAsc[i]]), internal.timeFieldNamesAsc);
    var epochGetters = {
      epochMilliseconds: internal.getEpochMilli,
      epochNanoseconds: internal.getEpochNano
    };
    var [Duration, createDuration, getDurationSlots] = createSlotClass(internal.DurationBranding, internal.constructDurationSlots, {
      ...durationGetters,
      blank: internal.getDurationBlank
    }, {
      with: (slots, mod) => createDuration(internal.durationWithFields(slots, mod)),
      negated: (slots) => createDuration(internal.negateDuration(slots)),
      abs: (slots) => createDuration(internal.absDuration(slots)),
      add: (slots, otherArg, options) => createDuration(internal.addDurations(refinePublicRelativeTo, internal.createNativeStandardOps, internal.queryNativeTimeZone, 0, slots, toDurationSlots(otherArg), options)),
      subtract: (slots, otherArg, options) => createDuration(internal.addDurations(refinePublicRelativeTo, internal.createNativeStandardOps, internal.queryNativeTimeZone, 1, slots, toDurationSlots(otherArg), options)),
      round: (slots, options) => createDuration(internal.roundDuration(refinePublicRelativeTo, internal.createNativeStandardOps, internal.queryNativeTimeZone, slots, options)),
      total: (slots, options) => internal.totalDuration(refinePublicRelativeTo, internal.createNativeStandardOps, internal.queryNativeTimeZone, slots, options),
      toLocaleString(slots, locales, options) {
        return Intl.DurationFormat ? new Intl.DurationFormat(locales, options).format(this) : internal.formatDurationIso(slots);
      },
      toString: internal.formatDurationIso,
      toJSON: (slots) => internal.formatDurationIso(slots),
      valueOf: neverValueOf
    }, {
      from: (arg) => createDuration(toDurationSlots(arg)),
      compare: (durationArg0, durationArg1, options) => internal.compareDurations(refinePublicRelativeTo, internal.createNativeStandardOps, internal.queryNativeTimeZone, toDurationSlots(durationArg0), toDurationSlots(durationArg1), options)
    }, internal.formatDurationIso);
    var classFormatConfigs = {
      Instant: internal.instantConfig,
      PlainDateTime: internal.dateTimeConfig,
      PlainDate: internal.dateConfig,
      PlainTime: internal.timeConfig,
      PlainYearMonth: internal.yearMonthConfig,
      PlainMonthDay: internal.monthDayConfig
    };
    var prepInstantFormat = internal.createFormatPrepper(internal.instantConfig);
    var prepZonedDateTimeFormat = internal.createFormatPrepper(internal.zonedConfig);
    var prepPlainDateTimeFormat = internal.createFormatPrepper(internal.dateTimeConfig);
    var prepPlainDateFormat = internal.createFormatPrepper(internal.dateConfig);
    var prepPlainTimeFormat = internal.createFormatPrepper(internal.timeConfig);
    var prepPlainYearMonthFormat = internal.createFormatPrepper(internal.yearMonthConfig);
    var prepPlainMonthDayFormat = internal.createFormatPrepper(internal.monthDayConfig);
    var [PlainTime, createPlainTime] = createSlotClass(internal.PlainTimeBranding, internal.constructPlainTimeSlots, timeGetters, {
      with(_slots, mod, options) {
        return createPlainTime(internal.plainTimeWithFields(this, rejectInvalidBag(mod), options));
      },
      add: (slots, durationArg) => createPlainTime(internal.movePlainTime(0, slots, toDurationSlots(durationArg))),
      subtract: (slots, durationArg) => createPlainTime(internal.movePlainTime(1, slots, toDurationSlots(durationArg))),
      until: (slots, otherArg, options) => createDuration(internal.diffPlainTimes(0, slots, toPlainTimeSlots(otherArg), options)),
      since: (slots, otherArg, options) => createDuration(internal.diffPlainTimes(1, slots, toPlainTimeSlots(otherArg), options)),
      round: (slots, options) => createPlainTime(internal.roundPlainTime(slots, options)),
      equals: (slots, other) => internal.plainTimesEqual(slots, toPlainTimeSlots(other)),
      toLocaleString(slots, locales, options) {
        const [format, epochMilli] = prepPlainTimeFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: internal.formatPlainTimeIso,
      toJSON: (slots) => internal.formatPlainTimeIso(slots),
      valueOf: neverValueOf
    }, {
      from: (arg, options) => createPlainTime(toPlainTimeSlots(arg, options)),
      compare: (arg0, arg1) => internal.compareIsoTimeFields(toPlainTimeSlots(arg0), toPlainTimeSlots(arg1))
    }, internal.formatPlainTimeIso);
    var [PlainDateTime, createPlainDateTime] = createSlotClass(internal.PlainDateTimeBranding, internal.bindArgs(internal.constructPlainDateTimeSlots, internal.refineCalendarId), {
      ...calendarIdGetters,
      ...dateGetters,
      ...timeGetters
    }, {
      with: (slots, mod, options) => createPlainDateTime(internal.plainDateTimeWithFields(internal.createNativeStandardOps, slots, rejectInvalidBag(mod), options)),
      withCalendar: (slots, calendarArg) => createPlainDateTime(internal.slotsWithCalendarId(slots, refineCalendarArg(calendarArg))),
      withPlainTime: (slots, plainTimeArg) => createPlainDateTime(internal.plainDateTimeWithPlainTime(slots, optionalToPlainTimeFields(plainTimeArg))),
      add: (slots, durationArg, options) => createPlainDateTime(internal.movePlainDateTime(internal.createNativeStandardOps, 0, slots, toDurationSlots(durationArg), options)),
      subtract: (slots, durationArg, options) => createPlainDateTime(internal.movePlainDateTime(internal.createNativeStandardOps, 1, slots, toDurationSlots(durationArg), options)),
      until: (slots, otherArg, options) => createDuration(internal.diffPlainDateTimes(internal.createNativeStandardOps, 0, slots, toPlainDateTimeSlots(otherArg), options)),
      since: (slots, otherArg, options) => createDuration(internal.diffPlainDateTimes(internal.createNativeStandardOps, 1, slots, toPlainDateTimeSlots(otherArg), options)),
      round: (slots, options) => createPlainDateTime(internal.roundPlainDateTime(slots, options)),
      equals: (slots, otherArg) => internal.plainDateTimesEqual(slots, toPlainDateTimeSlots(otherArg)),
      toZonedDateTime: (slots, timeZoneArg, options) => createZonedDateTime(internal.plainDateTimeToZonedDateTime(internal.queryNativeTimeZone, slots, refineTimeZoneArg(timeZoneArg), options)),
      toPlainDate: (slots) => createPlainDate(internal.createPlainDateSlots(slots)),
      toPlainTime: (slots) => createPlainTime(internal.createPlainTimeSlots(slots)),
      toLocaleString(slots, locales, options) {
        const [format, epochMilli] = prepPlainDateTimeFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: internal.formatPlainDateTimeIso,
      toJSON: (slots) => internal.formatPlainDateTimeIso(slots),
      valueOf: neverValueOf
    }, {
      from: (arg, options) => createPlainDateTime(toPlainDateTimeSlots(arg, options)),
      compare: (arg0, arg1) => internal.compareIsoDateTimeFields(toPlainDateTimeSlots(arg0), toPlainDateTimeSlots(arg1))
    }, internal.formatPlainDateTimeIso);
    var [PlainMonthDay, createPlainMonthDay, getPlainMonthDaySlots] = createSlotClass(internal.PlainMonthDayBranding, internal.bindArgs(internal.constructPlainMonthDaySlots, internal.refineCalendarId), {
      ...calendarIdGetters,
      ...monthDayGetters
    }, {
      with: (slots, mod, options) => createPlainMonthDay(internal.plainMonthDayWithFields(internal.createNativeStandardOps, slots, rejectInvalidBag(mod), options)),
      equals: (slots, otherArg) => internal.plainMonthDaysEqual(slots, toPlainMonthDaySlots(otherArg)),
      toPlainDate(slots, bag) {
        return createPlainDate(internal.plainMonthDayToPlainDate(internal.createNativeStandardOps, slots, this, bag));
      },
      toLocaleString(slots, locales, options) {
        const [format, epochMilli] = prepPlainMonthDayFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: internal.formatPlainMonthDayIso,
      toJSON: (slots) => internal.formatPlainMonthDayIso(slots),
      valueOf: neverValueOf
    }, {
      from: (arg, options) => createPlainMonthDay(toPlainMonthDaySlots(arg, options))
    }, internal.formatPlainMonthDayIso);
    var [PlainYearMonth, createPlainYearMonth, getPlainYearMonthSlots] = createSlotClass(internal.PlainYearMonthBranding, internal.bindArgs(internal.constructPlainYearMonthSlots, internal.refineCalendarId), {
      ...calendarIdGetters,
      ...yearMonthGetters
    }, {
      with: (slots, mod, options) => createPlainYearMonth(internal.plainYearMonthWithFields(internal.createNativeStandardOps, slots, rejectInvalidBag(mod), options)),
      add: (slots, durationArg, options) => createPlainYearMonth(internal.movePlainYearMonth(internal.createNativeStandardOps, 0, slots, toDurationSlots(durationArg), options)),
      subtract: (slots, durationArg, options) => createPlainYearMonth(internal.movePlainYearMonth(internal.createNativeStandardOps, 1, slots, toDurationSlots(durationArg), options)),
      until: (slots, otherArg, options) => createDuration(internal.diffPlainYearMonth(internal.createNativeStandardOps, 0, slots, toPlainYearMonthSlots(otherArg), options)),
      since: (slots, otherArg, options) => createDuration(internal.diffPlainYearMonth(internal.createNativeStandardOps, 1, slots, toPlainYearMonthSlots(otherArg), options)),
      equals: (slots, otherArg) => internal.plainYearMonthsEqual(slots, toPlainYearMonthSlots(otherArg)),
      toPlainDate(slots, bag) {
        return createPlainDate(internal.plainYearMonthToPlainDate(internal.createNativeStandardOps, slots, this, bag));
      },
      toLocaleString(slots, locales, options) {
        const [format, epochMilli] = prepPlainYearMonthFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: internal.formatPlainYearMonthIso,
      toJSON: (slots) => internal.formatPlainYearMonthIso(slots),
      valueOf: neverValueOf
    }, {
      from: (arg, options) => createPlainYearMonth(toPlainYearMonthSlots(arg, options)),
      compare: (arg0, arg1) => internal.compareIsoDateFields(toPlainYearMonthSlots(arg0), toPlainYearMonthSlots(arg1))
    }, internal.formatPlainYearMonthIso);
    var [PlainDate, createPlainDate, getPlainDateSlots] = createSlotClass(internal.PlainDateBranding, internal.bindArgs(internal.constructPlainDateSlots, internal.refineCalendarId), {
      ...calendarIdGetters,
      ...dateGetters
    }, {
      with: (slots, mod, options) => createPlainDate(internal.plainDateWithFields(internal.createNativeStandardOps, slots, rejectInvalidBag(mod), options)),
      withCalendar: (slots, calendarArg) => createPlainDate(internal.slotsWithCalendarId(slots, refineCalendarArg(calendarArg))),
      add: (slots, durationArg, options) => createPlainDate(internal.movePlainDate(internal.createNativeStandardOps, 0, slots, toDurationSlots(durationArg), options)),
      subtract: (slots, durationArg, options) => createPlainDate(internal.movePlainDate(internal.createNativeStandardOps, 1, slots, toDurationSlots(durationArg), options)),
      until: (slots, otherArg, options) => createDuration(internal.diffPlainDates(internal.createNativeStandardOps, 0, slots, toPlainDateSlots(otherArg), options)),
      since: (slots, otherArg, options) => createDuration(internal.diffPlainDates(internal.createNativeStandardOps, 1, slots, toPlainDateSlots(otherArg), options)),
      equals: (slots, otherArg) => internal.plainDatesEqual(slots, toPlainDateSlots(otherArg)),
      toZonedDateTime(slots, options) {
        const optionsObj = internal.isObjectLike(options) ? options : {
          timeZone: options
        };
        return createZonedDateTime(internal.plainDateToZonedDateTime(refineTimeZoneArg, toPlainTimeSlots, internal.queryNativeTimeZone, slots, optionsObj));
      },
      toPlainDateTime: (slots, plainTimeArg) => createPlainDateTime(internal.plainDateToPlainDateTime(slots, optionalToPlainTimeFields(plainTimeArg))),
      toPlainYearMonth(slots) {
        return createPlainYearMonth(internal.plainDateToPlainYearMonth(internal.createNativeStandardOps, slots, this));
      },
      toPlainMonthDay(slots) {
        return createPlainMonthDay(internal.plainDateToPlainMonthDay(internal.createNativeStandardOps, slots, this));
      },
      toLocaleString(slots, locales, options) {
        const [format, epochMilli] = prepPlainDateFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: internal.formatPlainDateIso,
      toJSON: (slots) => internal.formatPlainDateIso(slots),
      valueOf: neverValueOf
    }, {
      from: (arg, options) => createPlainDate(toPlainDateSlots(arg, options)),
      compare: (arg0, arg1) => internal.compareIsoDateFields(toPlainDateSlots(arg0), toPlainDateSlots(arg1))
    }, internal.formatPlainDateIso);
    var [ZonedDateTime, createZonedDateTime] = createSlotClass(internal.ZonedDateTimeBranding, internal.bindArgs(internal.constructZonedDateTimeSlots, internal.refineCalendarId, internal.refineTimeZoneId), {
      ...epochGetters,
      ...calendarIdGetters,
      ...adaptDateMethods(dateGetters),
      ...adaptDateMethods(timeGetters),
      offset: (slots) => internal.formatOffsetNano(slotsToIso(slots).offsetNanoseconds),
      offsetNanoseconds: (slots) => slotsToIso(slots).offsetNanoseconds,
      timeZoneId: (slots) => slots.timeZone,
      hoursInDay: (slots) => internal.computeZonedHoursInDay(internal.queryNativeTimeZone, slots)
    }, {
      with: (slots, mod, options) => createZonedDateTime(internal.zonedDateTimeWithFields(internal.createNativeStandardOps, internal.queryNativeTimeZone, slots, rejectInvalidBag(mod), options)),
      withCalendar: (slots, calendarArg) => createZonedDateTime(internal.slotsWithCalendarId(slots, refineCalendarArg(calendarArg))),
      withTimeZone: (slots, timeZoneArg) => createZonedDateTime(internal.slotsWithTimeZoneId(slots, refineTimeZoneArg(timeZoneArg))),
      withPlainTime: (slots, plainTimeArg) => createZonedDateTime(internal.zonedDateTimeWithPlainTime(internal.queryNativeTimeZone, slots, optionalToPlainTimeFields(plainTimeArg))),
      add: (slots, durationArg, options) => createZonedDateTime(internal.moveZonedDateTime(internal.createNativeStandardOps, internal.queryNativeTimeZone, 0, slots, toDurationSlots(durationArg), options)),
      subtract: (slots, durationArg, options) => createZonedDateTime(internal.moveZonedDateTime(internal.createNativeStandardOps, internal.queryNativeTimeZone, 1, slots, toDurationSlots(durationArg), options)),
      until: (slots, otherArg, options) => createDuration(internal.createDurationSlots(internal.diffZonedDateTimes(internal.createNativeStandardOps, internal.queryNativeTimeZone, 0, slots, toZonedDateTimeSlots(otherArg), options))),
      since: (slots, otherArg, options) => createDuration(internal.createDurationSlots(internal.diffZonedDateTimes(internal.createNativeStandardOps, internal.queryNativeTimeZone, 1, slots, toZonedDateTimeSlots(otherArg), options))),
      round: (slots, options) => createZonedDateTime(internal.roundZonedDateTime(internal.queryNativeTimeZone, slots, options)),
      startOfDay: (slots) => createZonedDateTime(internal.computeZonedStartOfDay(internal.queryNativeTimeZone, slots)),
      equals: (slots, otherArg) => internal.zonedDateTimesEqual(slots, toZonedDateTimeSlots(otherArg)),
      toInstant: (slots) => createInstant(internal.zonedDateTimeToInstant(slots)),
      toPlainDateTime: (slots) => createPlainDateTime(internal.zonedDateTimeToPlainDateTime(internal.queryNativeTimeZone, slots)),
      toPlainDate: (slots) => createPlainDate(internal.zonedDateTimeToPlainDate(internal.queryNativeTimeZone, slots)),
      toPlainTime: (slots) => createPlainTime(internal.zonedDateTimeToPlainTime(internal.queryNativeTimeZone, slots)),
      toLocaleString(slots, locales, options = {}) {
        const [format, epochMilli] = prepZonedDateTimeFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: (slots, options) => internal.formatZonedDateTimeIso(internal.queryNativeTimeZone, slots, options),
      toJSON: (slots) => internal.formatZonedDateTimeIso(internal.queryNativeTimeZone, slots),
      valueOf: neverValueOf,
      getTimeZoneTransition(slots, options) {
        const { timeZone: timeZoneId, epochNanoseconds: epochNano } = slots, direction = internal.refineDirectionOptions(options), newEpochNano = internal.queryNativeTimeZone(timeZoneId).getTransition(epochNano, direction);
        return newEpochNano ? createZonedDateTime({
          ...slots,
          epochNanoseconds: newEpochNano
        }) : null;
      }
    }, {
      from: (arg, options) => createZonedDateTime(toZonedDateTimeSlots(arg, options)),
      compare: (arg0, arg1) => internal.compareZonedDateTimes(toZonedDateTimeSlots(arg0), toZonedDateTimeSlots(arg1))
    }, ((slots) => internal.formatZonedDateTimeIso(internal.queryNativeTimeZone, slots)));
    var [Instant, createInstant, getInstantSlots] = createSlotClass(internal.InstantBranding, internal.constructInstantSlots, epochGetters, {
      add: (slots, durationArg) => createInstant(internal.moveInstant(0, slots, toDurationSlots(durationArg))),
      subtract: (slots, durationArg) => createInstant(internal.moveInstant(1, slots, toDurationSlots(durationArg))),
      until: (slots, otherArg, options) => createDuration(internal.diffInstants(0, slots, toInstantSlots(otherArg), options)),
      since: (slots, otherArg, options) => createDuration(internal.diffInstants(1, slots, toInstantSlots(otherArg), options)),
      round: (slots, options) => createInstant(internal.roundInstant(slots, options)),
      equals: (slots, otherArg) => internal.instantsEqual(slots, toInstantSlots(otherArg)),
      toZonedDateTimeISO: (slots, timeZoneArg) => createZonedDateTime(internal.instantToZonedDateTime(slots, refineTimeZoneArg(timeZoneArg))),
      toLocaleString(slots, locales, options) {
        const [format, epochMilli] = prepInstantFormat(locales, options, slots);
        return format.format(epochMilli);
      },
      toString: (slots, options) => internal.formatInstantIso(refineTimeZoneArg, internal.queryNativeTimeZone, slots, options),
      toJSON: (slots) => internal.formatInstantIso(refineTimeZoneArg, internal.queryNativeTimeZone, slots),
      valueOf: neverValueOf
    }, {
      from: (arg) => createInstant(toInstantSlots(arg)),
      fromEpochMilliseconds: (epochMilli) => createInstant(internal.epochMilliToInstant(epochMilli)),
      fromEpochNanoseconds: (epochNano) => createInstant(internal.epochNanoToInstant(epochNano)),
      compare: (a, b) => internal.compareInstants(toInstantSlots(a), toInstantSlots(b))
    }, ((slots) => internal.formatInstantIso(refineTimeZoneArg, internal.queryNativeTimeZone, slots)));
    var Now = Object.defineProperties({}, {
      ...internal.createStringTagDescriptors("Temporal.Now"),
      ...internal.createPropDescriptors({
        timeZoneId: () => internal.getCurrentTimeZoneId(),
        instant: () => createInstant(internal.createInstantSlots(internal.getCurrentEpochNano())),
        zonedDateTimeISO: (timeZoneArg = internal.getCurrentTimeZoneId()) => createZonedDateTime(internal.createZonedDateTimeSlots(internal.getCurrentEpochNano(), refineTimeZoneArg(timeZoneArg), internal.isoCalendarId)),
        plainDateTimeISO: (timeZoneArg = internal.getCurrentTimeZoneId()) => createPlainDateTime(internal.createPlainDateTimeSlots(internal.getCurrentIsoDateTime(internal.queryNativeTimeZone(refineTimeZoneArg(timeZoneArg))), internal.isoCalendarId)),
        plainDateISO: (timeZoneArg = internal.getCurrentTimeZoneId()) => createPlainDate(internal.createPlainDateSlots(internal.getCurrentIsoDateTime(internal.queryNativeTimeZone(refineTimeZoneArg(timeZoneArg))), internal.isoCalendarId)),
        plainTimeISO: (timeZoneArg = internal.getCurrentTimeZoneId()) => createPlainTime(internal.createPlainTimeSlots(internal.getCurrentIsoDateTime(internal.queryNativeTimeZone(refineTimeZoneArg(timeZoneArg)))))
      })
    });
    var Temporal = Object.defineProperties({}, {
      ...internal.createStringTagDescriptors("Temporal"),
      ...internal.createPropDescriptors({
        PlainYearMonth,
        PlainMonthDay,
        PlainDate,
        PlainTime,
        PlainDateTime,
        ZonedDateTime,
        Instant,
        Duration,
        Now
      })
    });
    var DateTimeFormat = (function() {
      function DateTimeFormatFunc(locales, options) {
        return new DateTimeFormatNew(locales, options);
      }
      function DateTimeFormatNew(locales, options = /* @__PURE__ */ Object.create(null)) {
        internalsMap.set(this, ((locales2, options2) => {
          const rawFormat = new internal.RawDateTimeFormat(locales2, options2), resolveOptions = rawFormat.resolvedOptions(), resolvedLocale = resolveOptions.locale, copiedOptions = internal.pluckProps(Object.keys(options2), resolveOptions), queryFormatPrepperForBranding = internal.memoize(createFormatPrepperForBranding), prepFormat = (isRange, ...formattables) => {
            if (isRange) {
              if (2 !== formattables.length) {
                throw new TypeError(internal.mismatchingFormatTypes);
              }
              for (const formattable of formattables) {
                if (void 0 === formattable) {
                  throw new TypeError(internal.mismatchingFormatTypes);
                }
              }
            }
            isRange || void 0 !== formattables[0] || (formattables = []);
            const formattableEssences = formattables.map(((formattable) => getSlots(formattable) || Number(formattable)));
            let overallBranding, i = 0;
            for (const formattableEssence of formattableEssences) {
              const slotsBranding = "object" == typeof formattableEssence ? formattableEssence.branding : void 0;
              if (i++ && slotsBranding !== overallBranding) {
                throw new TypeError(internal.mismatchingFormatTypes);
              }
              overallBranding = slotsBranding;
            }
            return overallBranding ? queryFormatPrepperForBranding(overallBranding)(resolvedLocale, copiedOptions, ...formattableEssences) : [rawFormat, ...formattableEssences];
          };
          return prepFormat.rawFormat = rawFormat, prepFormat;
        })(locales, options));
      }
      const members = internal.RawDateTimeFormat.prototype, memberDescriptors = Object.getOwnPropertyDescriptors(members), classDescriptors = Object.getOwnPropertyDescriptors(internal.RawDateTimeFormat);
      for (const memberName in memberDescriptors) {
        const memberDescriptor = memberDescriptors[memberName], formatLikeMethod = memberName.startsWith("format") && createFormatMethod(memberName);
        "function" == typeof memberDescriptor.value ? memberDescriptor.value = "constructor" === memberName ? DateTimeFormatFunc : formatLikeMethod || createProxiedMethod(memberName) : formatLikeMethod && (memberDescriptor.get = function() {
          if (!internalsMap.has(this)) {
            throw new TypeError(internal.invalidCallingContext);
          }
          return (...args) => formatLikeMethod.apply(this, args);
        }, Object.defineProperties(memberDescriptor.get, internal.createNameDescriptors(`get ${memberName}`)));
      }
      return classDescriptors.prototype.value = DateTimeFormatNew.prototype = Object.create({}, memberDescriptors), Object.defineProperties(DateTimeFormatFunc, classDescriptors), DateTimeFormatFunc;
    })();
    var internalsMap = /* @__PURE__ */ new WeakMap();
    var IntlExtended = Object.defineProperties(Object.create(Intl), internal.createPropDescriptors({
      DateTimeFormat
    }));
    exports2.DateTimeFormat = DateTimeFormat, exports2.IntlExtended = IntlExtended, exports2.Temporal = Temporal, exports2.toTemporalInstant = function() {
      const epochMilli = Date.prototype.valueOf.call(this);
      return createInstant(internal.createInstantSlots(internal.numberToBigNano(internal.requireNumberIsInteger(epochMilli), internal.nanoInMilli)));
    };
  }
});

// node_modules/temporal-polyfill/index.cjs
var require_temporal_polyfill = __commonJS({
  "node_modules/temporal-polyfill/index.cjs"(exports2) {
    "use strict";
    var classApi = require_classApi();
    exports2.Intl = classApi.IntlExtended, exports2.Temporal = classApi.Temporal, exports2.toTemporalInstant = classApi.toTemporalInstant;
  }
});

// node_modules/rrule-temporal/dist/index.cjs
var require_dist = __commonJS({
  "node_modules/rrule-temporal/dist/index.cjs"(exports2) {
    Object.defineProperty(exports2, Symbol.toStringTag, { value: "Module" });
    var _js_temporal_polyfill = require_temporal_polyfill();
    var allowedFreq = [
      "YEARLY",
      "MONTHLY",
      "WEEKLY",
      "DAILY",
      "HOURLY",
      "MINUTELY",
      "SECONDLY"
    ];
    var allowedWeekdays = [
      "MO",
      "TU",
      "WE",
      "TH",
      "FR",
      "SA",
      "SU"
    ];
    var weekdayToIsoDay = {
      MO: 1,
      TU: 2,
      WE: 3,
      TH: 4,
      FR: 5,
      SA: 6,
      SU: 7
    };
    var allowedFreqSet = new Set(allowedFreq);
    var allowedWeekdaysSet = new Set(allowedWeekdays);
    var byDayTokenRegex = new RegExp(`^([+-]?\\d{1,2})?(${allowedWeekdays.join("|")})$`);
    var byDayWeekdaySuffixRegex = new RegExp(`(${allowedWeekdays.join("|")})$`);
    var MS_PER_SECOND = 1e3;
    var MS_PER_DAY = 24 * (60 * (60 * MS_PER_SECOND));
    var MS_PER_WEEK = 7 * MS_PER_DAY;
    var GREGORIAN_MONTH_LENGTHS = [
      31,
      28,
      31,
      30,
      31,
      30,
      31,
      31,
      30,
      31,
      30,
      31
    ];
    var GREGORIAN_WEEKDAY_OFFSETS = [
      0,
      3,
      2,
      5,
      0,
      3,
      5,
      1,
      4,
      6,
      2,
      4
    ];
    var NS_PER_MILLISECOND = BigInt(1e6);
    var NS_PER_SECOND = BigInt(1e9);
    var NS_PER_MINUTE = BigInt(60) * NS_PER_SECOND;
    var NS_PER_HOUR = BigInt(60) * NS_PER_MINUTE;
    var NS_PER_DAY = BigInt(24) * NS_PER_HOUR;
    var NS_PER_WEEK = BigInt(7) * NS_PER_DAY;
    function addIsoDays(dayOfWeek, deltaDays) {
      return (dayOfWeek - 1 + deltaDays % 7 + 7) % 7 + 1;
    }
    function extractWeekdayToken(token) {
      const weekday = token.toUpperCase().match(byDayWeekdaySuffixRegex)?.[1];
      if (!weekday || !allowedWeekdaysSet.has(weekday)) return null;
      return weekday;
    }
    function parseByDayToken(token) {
      const m = token.toUpperCase().match(byDayTokenRegex);
      if (!m) return null;
      const ord = m[1] ? parseInt(m[1], 10) : 0;
      const weekday = m[2];
      if (!weekday || !allowedWeekdaysSet.has(weekday)) return null;
      return {
        ord,
        weekday
      };
    }
    function isTemporalZonedDateTimeInput(value) {
      return typeof value === "object" && value !== null && typeof value.timeZoneId === "string" && typeof value.toString === "function";
    }
    function normalizeZonedDateTime(value, label) {
      if (!isTemporalZonedDateTimeInput(value)) throw new Error(`${label} must be a ZonedDateTime`);
      try {
        return _js_temporal_polyfill.Temporal.ZonedDateTime.from(value.toString());
      } catch {
        throw new Error(`${label} must be a ZonedDateTime`);
      }
    }
    function normalizeZonedDateTimeList(values, label) {
      return values?.map((value) => normalizeZonedDateTime(value, label));
    }
    function isIcsOpts(opts) {
      return typeof opts.rruleString === "string";
    }
    function mergeDateLists(parsedDates, suppliedDates) {
      const merged = [...parsedDates ?? [], ...normalizeZonedDateTimeList(suppliedDates, "Manual date") ?? []];
      return merged.length > 0 ? merged : void 0;
    }
    function unfoldLine(foldedLine) {
      return foldedLine.replace(/\r?\n[ \t]/g, "");
    }
    function parseIcsDateTime(dateStr, tzid, valueType) {
      const isDate = valueType === "DATE" || !dateStr.includes("T");
      const isoDate = `${dateStr.slice(0, 4)}-${dateStr.slice(4, 6)}-${dateStr.slice(6, 8)}`;
      if (isDate) return _js_temporal_polyfill.Temporal.PlainDate.from(isoDate).toZonedDateTime({ timeZone: tzid });
      if (dateStr.endsWith("Z")) {
        const iso = `${isoDate}T${dateStr.slice(9, 15)}Z`;
        return _js_temporal_polyfill.Temporal.Instant.from(iso).toZonedDateTimeISO(tzid || "UTC");
      } else {
        const iso = `${isoDate}T${dateStr.slice(9)}`;
        return _js_temporal_polyfill.Temporal.PlainDateTime.from(iso).toZonedDateTime(tzid);
      }
    }
    function parseDateLines(lines, linePrefix, defaultTzid) {
      const dates = [];
      for (const line of lines) {
        const parsed = parseIcsDatePropertyLine(line, linePrefix);
        if (!parsed) continue;
        const timezone = parsed.tzid || defaultTzid;
        const dateValues = parsed.value.split(",");
        dates.push(...dateValues.map((dateValue) => parseIcsDateTime(dateValue, timezone, parsed.valueType)));
      }
      return dates;
    }
    function parseIcsDatePropertyLine(line, propertyName) {
      const colonIndex = line.indexOf(":");
      if (colonIndex === -1) return null;
      const head = line.slice(0, colonIndex);
      const value = line.slice(colonIndex + 1);
      const [name, ...params] = head.split(";");
      if (name?.toUpperCase() !== propertyName) return null;
      let valueType;
      let tzid;
      for (const param of params) {
        const equalsIndex = param.indexOf("=");
        if (equalsIndex === -1) continue;
        const paramName = param.slice(0, equalsIndex).toUpperCase();
        const paramValue = param.slice(equalsIndex + 1);
        if (paramName === "VALUE") valueType = paramValue.toUpperCase();
        else if (paramName === "TZID") tzid = paramValue;
      }
      return {
        valueType,
        tzid,
        value
      };
    }
    function parseIntegerToken(token, label, strict) {
      const trimmed = token.trim();
      if (strict && !/^[+-]?\d+$/.test(trimmed)) throw new Error(`Invalid ${label} value: ${token}`);
      return parseInt(trimmed, 10);
    }
    function parseNumberArray(val, sort = false, strict = false, label = "number") {
      const arr = val.split(",").map((n) => parseIntegerToken(n, label, strict));
      if (sort) return arr.sort((a, b) => a - b);
      return arr;
    }
    function parseByMonthArray(val, strict = false) {
      return val.split(",").map((tok) => {
        const t = tok.trim();
        if (/^\d+L$/i.test(t)) return t.toUpperCase();
        const n = parseIntegerToken(t, "BYMONTH", strict);
        return Number.isFinite(n) ? n : t;
      });
    }
    function parseRRuleString(input, targetTimezone, dtstart, strict = false) {
      const unfoldedInput = unfoldLine(input).trim();
      let parsedDtstart;
      let tzid = targetTimezone;
      let dtstartValueType = "DATE-TIME";
      let dtstartHasTzid = false;
      let dtstartIsUtc = false;
      let rruleLine;
      let exDate = [];
      let rDate = [];
      if (/^DTSTART/im.test(unfoldedInput)) {
        const lines = unfoldedInput.split(/\s+/);
        const dtLine = lines.find((line) => line.match(/^DTSTART/i));
        const rrLine = lines.find((line) => line.match(/^RRULE:/i));
        const exLines = lines.filter((line) => line.match(/^EXDATE/i));
        const rLines = lines.filter((line) => line.match(/^RDATE/i));
        const parsedDtLine = parseIcsDatePropertyLine(dtLine, "DTSTART");
        if (!parsedDtLine) throw new Error("Invalid DTSTART in ICS snippet");
        const { valueType, tzid: dtTzid, value: dtValue } = parsedDtLine;
        dtstartValueType = (valueType || (dtValue?.includes("T") ? "DATE-TIME" : "DATE")).toUpperCase() === "DATE" ? "DATE" : "DATE-TIME";
        dtstartHasTzid = Boolean(dtTzid);
        dtstartIsUtc = Boolean(dtValue?.endsWith("Z"));
        parsedDtstart = parseIcsDateTime(dtValue, dtTzid ?? targetTimezone ?? tzid ?? "UTC", dtstartValueType);
        tzid = dtTzid ?? parsedDtstart.timeZoneId ?? targetTimezone ?? tzid ?? "UTC";
        rruleLine = rrLine;
        exDate = parseDateLines(exLines, "EXDATE", tzid ?? "UTC");
        rDate = parseDateLines(rLines, "RDATE", tzid ?? "UTC");
      } else {
        parsedDtstart = dtstart ? normalizeZonedDateTime(dtstart, "dtstart") : void 0;
        rruleLine = unfoldedInput;
        if (parsedDtstart) {
          tzid = parsedDtstart.timeZoneId;
          dtstartValueType = "DATE-TIME";
          dtstartHasTzid = true;
          dtstartIsUtc = parsedDtstart.timeZoneId === "UTC";
        }
      }
      const parts = rruleLine ? rruleLine.replace(/^RRULE:/i, "").split(";") : [];
      const opts = {
        dtstart: parsedDtstart,
        tzid,
        exDate: exDate.length > 0 ? exDate : void 0,
        rDate: rDate.length > 0 ? rDate : void 0
      };
      let pendingSkip;
      for (const part of parts) {
        const [key, val] = part.split("=");
        if (!key) continue;
        switch (key.toUpperCase()) {
          case "RSCALE":
            if (val) {
              opts.rscale = val.toUpperCase();
              if (pendingSkip && !opts.skip) {
                opts.skip = pendingSkip;
                pendingSkip = void 0;
              }
            }
            break;
          case "SKIP": {
            const v = (val || "").toUpperCase();
            if (![
              "OMIT",
              "BACKWARD",
              "FORWARD"
            ].includes(v)) throw new Error(`Invalid SKIP value: ${val}`);
            if (opts.rscale) opts.skip = v;
            else pendingSkip = v;
            break;
          }
          case "FREQ":
            opts.freq = val.toUpperCase();
            break;
          case "INTERVAL":
            opts.interval = parseIntegerToken(val, "INTERVAL", strict);
            break;
          case "COUNT":
            opts.count = parseIntegerToken(val, "COUNT", strict);
            break;
          case "UNTIL": {
            const untilHasTime = val.includes("T");
            if (dtstartValueType === "DATE") {
              if (untilHasTime) throw new Error("UNTIL rule part MUST have the same value type as DTSTART");
              opts.until = parseIcsDateTime(val, tzid || "UTC", "DATE");
              break;
            }
            if (!untilHasTime) {
              if (strict) throw new Error("UNTIL rule part MUST have the same value type as DTSTART");
              const localEndOfDay = parseIcsDateTime(val, tzid || "UTC", "DATE").with({
                hour: 23,
                minute: 59,
                second: 59,
                millisecond: 0,
                microsecond: 0,
                nanosecond: 0
              });
              opts.until = dtstartHasTzid || dtstartIsUtc ? localEndOfDay.withTimeZone("UTC") : localEndOfDay;
              break;
            }
            if ((dtstartHasTzid || dtstartIsUtc) && !val.endsWith("Z")) throw new Error("UNTIL rule part MUST always be specified as a date with UTC time");
            opts.until = parseIcsDateTime(val, tzid || "UTC", "DATE-TIME");
            break;
          }
          case "BYHOUR":
            opts.byHour = parseNumberArray(val, true, strict, "BYHOUR");
            break;
          case "BYMINUTE":
            opts.byMinute = parseNumberArray(val, true, strict, "BYMINUTE");
            break;
          case "BYSECOND":
            opts.bySecond = parseNumberArray(val, true, strict, "BYSECOND");
            break;
          case "BYDAY":
            opts.byDay = val.split(",").map((token) => token.toUpperCase());
            break;
          case "BYMONTH":
            opts.byMonth = parseByMonthArray(val, strict);
            break;
          case "BYMONTHDAY":
            opts.byMonthDay = parseNumberArray(val, false, strict, "BYMONTHDAY");
            break;
          case "BYYEARDAY":
            opts.byYearDay = parseNumberArray(val, false, strict, "BYYEARDAY");
            break;
          case "BYWEEKNO":
            opts.byWeekNo = parseNumberArray(val, false, strict, "BYWEEKNO");
            break;
          case "BYSETPOS":
            opts.bySetPos = parseNumberArray(val, false, strict, "BYSETPOS");
            break;
          case "WKST":
            opts.wkst = val?.toUpperCase();
            break;
        }
      }
      if (pendingSkip && !opts.rscale) throw new Error("SKIP MUST NOT be present unless RSCALE is present");
      if (pendingSkip && opts.rscale && !opts.skip) opts.skip = pendingSkip;
      return opts;
    }
    var RRuleTemporal = class RRuleTemporal2 {
      static {
        this.rscaleCalendarSupport = {};
      }
      /**
      * Normalize a ZonedDateTime to the polyfill implementation.
      * This prevents type mismatches when mixing native and polyfill Temporal objects.
      */
      static normalizeToPolyfill(zdt) {
        return normalizeZonedDateTime(zdt, "Date");
      }
      static toInternalIterator(iterator) {
        return iterator;
      }
      static toPublicDate(date) {
        return date;
      }
      static toPublicDates(dates) {
        return dates;
      }
      constructor(params) {
        let manual;
        if (isIcsOpts(params)) {
          const parsed = parseRRuleString(params.rruleString, params.tzid, params.dtstart, params.strict ?? false);
          if (!parsed.dtstart) throw new Error("dtstart is required - provide it either in rruleString or as a separate parameter");
          const dtstart = RRuleTemporal2.normalizeToPolyfill(parsed.dtstart);
          this.tzid = parsed.tzid ?? params.tzid ?? "UTC";
          this.originalDtstart = dtstart;
          manual = {
            ...parsed,
            dtstart,
            rDate: mergeDateLists(parsed.rDate, params.rDate),
            exDate: mergeDateLists(parsed.exDate, params.exDate),
            count: params.count ?? parsed.count,
            until: params.until ? RRuleTemporal2.normalizeToPolyfill(params.until) : parsed.until,
            strict: params.strict,
            maxIterations: params.maxIterations,
            includeDtstart: params.includeDtstart,
            tzid: this.tzid
          };
        } else {
          const dtstart = normalizeZonedDateTime(params.dtstart, "Manual dtstart");
          manual = {
            ...params,
            dtstart,
            until: params.until ? normalizeZonedDateTime(params.until, "Manual until") : void 0,
            rDate: normalizeZonedDateTimeList(params.rDate, "Manual rDate"),
            exDate: normalizeZonedDateTimeList(params.exDate, "Manual exDate")
          };
          manual.tzid = manual.tzid || dtstart.timeZoneId;
          this.tzid = manual.tzid;
          this.originalDtstart = dtstart;
        }
        if (!manual.freq) throw new Error("RRULE must include FREQ");
        manual.interval = manual.interval ?? 1;
        if (manual.interval <= 0) throw new Error("Cannot create RRule: interval must be greater than 0");
        this.opts = this.sanitizeOpts(manual);
        this.maxIterations = manual.maxIterations ?? 1e4;
        this.includeDtstart = manual.includeDtstart ?? false;
        this.parsedByDayTokens = this.buildParsedByDayTokens(this.opts.byDay);
        this.simpleByDayIsoDays = this.buildByDayIsoDays(this.parsedByDayTokens, false);
        this.allByDayIsoDays = this.buildByDayIsoDays(this.parsedByDayTokens, true);
        this.hasOrdinalByDay = this.parsedByDayTokens?.some((token) => token.ord !== 0) ?? false;
        this.canUseEpochMillisecondsPrecisionFlag = this.originalDtstart.microsecond === 0 && this.originalDtstart.nanosecond === 0 && (!this.opts.until || this.opts.until.microsecond === 0 && this.opts.until.nanosecond === 0);
        this.timeSlotOffsetsMs = this.buildTimeSlotOffsetsMs();
        this.numericByMonths = this.opts.byMonth?.filter((value) => typeof value === "number");
      }
      buildParsedByDayTokens(byDay) {
        if (!byDay?.length) return void 0;
        const tokens = byDay.map((tok) => {
          const parsed = parseByDayToken(tok);
          if (!parsed) return null;
          return {
            ord: parsed.ord,
            weekday: parsed.weekday,
            isoDay: weekdayToIsoDay[parsed.weekday]
          };
        }).filter((token) => token !== null);
        return tokens.length > 0 ? tokens : void 0;
      }
      buildByDayIsoDays(tokens, includeOrdinals) {
        if (!tokens?.length) return void 0;
        const isoDays = tokens.filter((token) => includeOrdinals || token.ord === 0).map((token) => token.isoDay);
        if (!isoDays.length) return void 0;
        return [...new Set(isoDays)].sort((a, b) => a - b);
      }
      sanitizeNumericArray(arr, min, max, allowZero = false, sort = false) {
        if (!arr) return void 0;
        const sanitized = arr.filter((n) => Number.isInteger(n) && n >= min && n <= max && (allowZero || n !== 0));
        if (sanitized.length === 0) return void 0;
        return sort ? sanitized.sort((a, b) => a - b) : sanitized;
      }
      sanitizeByDay(byDay) {
        const days = (byDay ?? []).filter((day) => Boolean(day) && typeof day === "string");
        const normalized = [];
        for (const day of days) {
          const token = day.toUpperCase();
          const parsed = parseByDayToken(token);
          if (!parsed) throw new Error(`Invalid BYDAY value: ${day}`);
          if (parsed.ord === 0 && /^[+-]?\d/.test(token)) throw new Error(`Invalid BYDAY value: ${day}`);
          normalized.push(token);
        }
        return normalized.length > 0 ? normalized : void 0;
      }
      enforceStrictRfc(opts) {
        if (!opts.strict) return;
        const freq = opts.freq;
        if (opts.byWeekNo && freq !== "YEARLY") throw new Error("BYWEEKNO MUST NOT be used unless FREQ=YEARLY");
        if (opts.byYearDay && [
          "DAILY",
          "WEEKLY",
          "MONTHLY"
        ].includes(freq)) throw new Error("BYYEARDAY MUST NOT be used when FREQ is DAILY, WEEKLY, or MONTHLY");
        if (opts.byMonthDay && freq === "WEEKLY") throw new Error("BYMONTHDAY MUST NOT be used when FREQ is WEEKLY");
        const hasNumericByDay = (opts.byDay ?? []).some((day) => /^[+-]?\d/.test(day));
        if (hasNumericByDay && !["MONTHLY", "YEARLY"].includes(freq)) throw new Error("BYDAY with numeric value MUST NOT be used unless FREQ is MONTHLY or YEARLY");
        if (hasNumericByDay && freq === "YEARLY" && opts.byWeekNo) throw new Error("BYDAY with numeric value MUST NOT be used with FREQ=YEARLY when BYWEEKNO is present");
        const hasOtherBy = Boolean(opts.byDay || opts.byMonth || opts.byMonthDay || opts.byYearDay || opts.byWeekNo || opts.byHour || opts.byMinute || opts.bySecond);
        if (opts.bySetPos && !hasOtherBy) throw new Error("BYSETPOS MUST be used with another BYxxx rule part");
      }
      sanitizeOpts(opts) {
        if (!allowedFreqSet.has(opts.freq)) throw new Error(`Invalid FREQ value: ${opts.freq}`);
        opts.byDay = this.sanitizeByDay(opts.byDay);
        if (opts.wkst) {
          const wkst = opts.wkst.toUpperCase();
          if (!allowedWeekdaysSet.has(wkst)) throw new Error(`Invalid WKST value: ${opts.wkst}`);
          opts.wkst = wkst;
        }
        if (opts.byMonth) {
          const numeric = opts.byMonth.filter((v) => typeof v === "number");
          const stringy = opts.byMonth.filter((v) => typeof v === "string");
          const merged = [...this.sanitizeNumericArray(numeric, 1, 12, false, false) ?? [], ...stringy];
          opts.byMonth = merged.length > 0 ? merged : void 0;
        }
        if (opts.rscale && !opts.skip) opts.skip = "OMIT";
        opts.byMonthDay = this.sanitizeNumericArray(opts.byMonthDay, -31, 31, false, false);
        opts.byYearDay = this.sanitizeNumericArray(opts.byYearDay, -366, 366, false, false);
        opts.byWeekNo = this.sanitizeNumericArray(opts.byWeekNo, -53, 53, false, false);
        opts.byHour = this.sanitizeNumericArray(opts.byHour, 0, 23, true, true);
        opts.byMinute = this.sanitizeNumericArray(opts.byMinute, 0, 59, true, true);
        opts.bySecond = this.sanitizeNumericArray(opts.bySecond, 0, 59, true, true);
        if (opts.bySetPos) {
          if (opts.bySetPos.some((p) => p === 0)) throw new Error("bySetPos may not contain 0");
          opts.bySetPos = this.sanitizeNumericArray(opts.bySetPos, -Infinity, Infinity, false, false);
        }
        this.enforceStrictRfc(opts);
        return opts;
      }
      rawAdvance(zdt) {
        const { freq, interval } = this.opts;
        switch (freq) {
          case "DAILY":
            return zdt.add({ days: interval });
          case "WEEKLY":
            return zdt.add({ weeks: interval });
          case "MONTHLY":
            return zdt.add({ months: interval });
          case "YEARLY":
            return zdt.add({ years: interval });
          case "HOURLY": {
            const originalHour = zdt.hour;
            let next = zdt.add({ hours: interval });
            if (next.hour === originalHour && interval === 1) next = next.add({ hours: interval });
            return next;
          }
          case "MINUTELY":
            return zdt.add({ minutes: interval });
          case "SECONDLY":
            return zdt.add({ seconds: interval });
          default:
            throw new Error(`Unsupported FREQ: ${freq}`);
        }
      }
      /**  Expand one base ZonedDateTime into all BYHOUR × BYMINUTE × BYSECOND
      *  combinations, keeping chronological order. If the options are not
      *  present the original date is returned unchanged.
      */
      expandByTime(base) {
        if (!this.opts.byHour && !this.opts.byMinute && !this.opts.bySecond) return [base];
        const hours = this.opts.byHour ?? [base.hour];
        const minutes = this.opts.byMinute ?? [base.minute];
        const seconds = this.opts.bySecond ?? [base.second];
        if (hours.length === 1 && minutes.length === 1 && seconds.length === 1) {
          const hour = hours[0];
          const minute = minutes[0];
          const second = seconds[0];
          if (hour === base.hour && minute === base.minute && second === base.second) return [base];
          return [base.with({
            hour,
            minute,
            second
          })];
        }
        const out = [];
        for (const h of hours) for (const m of minutes) for (const s of seconds) out.push(base.with({
          hour: h,
          minute: m,
          second: s
        }));
        return out.sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
      }
      nextCandidateSameDate(zdt) {
        const { freq, interval = 1, byHour, byMinute, bySecond } = this.opts;
        if (freq === "HOURLY" && byHour && byHour.length === 1) return this.applyTimeOverride(zdt.add({ days: interval }));
        if (freq === "MINUTELY" && byMinute && byMinute.length === 1) return this.applyTimeOverride(zdt.add({ hours: interval }));
        if (bySecond && bySecond.length > 1) {
          const idx = bySecond.indexOf(zdt.second);
          if (idx !== -1 && idx < bySecond.length - 1) return zdt.with({ second: bySecond[idx + 1] });
        }
        if (freq === "MINUTELY" && byHour && byHour.length > 1 && !byMinute) {
          const next = zdt.add({ minutes: interval });
          if (byHour.includes(next.hour)) return next.with({ second: bySecond ? bySecond[0] : zdt.second });
          const nextHour = byHour.find((h) => h > zdt.hour) || byHour[0];
          if (nextHour && nextHour > zdt.hour) return zdt.with({
            hour: nextHour,
            minute: 0,
            second: bySecond ? bySecond[0] : zdt.second
          });
          return this.applyTimeOverride(zdt.add({ days: 1 }));
        }
        if (freq === "SECONDLY") {
          let candidate = zdt;
          if (bySecond && bySecond.length > 0) {
            const nextSecondInList = bySecond.find((s) => s > candidate.second);
            if (nextSecondInList !== void 0) return candidate.with({ second: nextSecondInList });
            candidate = candidate.with({ second: bySecond[0] }).add({ minutes: 1 });
          } else candidate = candidate.add({ seconds: interval });
          if (byMinute && byMinute.length > 0) {
            if (!byMinute.includes(candidate.minute) || candidate.minute === zdt.minute && candidate.second < zdt.second) {
              const nextMinuteInList = byMinute.find((m) => m > candidate.minute);
              if (nextMinuteInList !== void 0) return candidate.with({
                minute: nextMinuteInList,
                second: bySecond ? bySecond[0] : 0
              });
              candidate = candidate.with({
                minute: byMinute[0],
                second: bySecond ? bySecond[0] : 0
              }).add({ hours: 1 });
            }
          }
          if (byHour && byHour.length > 0) {
            if (!byHour.includes(candidate.hour) || candidate.hour === zdt.hour && candidate.minute < zdt.minute) {
              const nextHourInList = byHour.find((h) => h > candidate.hour);
              if (nextHourInList !== void 0) return candidate.with({
                hour: nextHourInList,
                minute: byMinute ? byMinute[0] : 0,
                second: bySecond ? bySecond[0] : 0
              });
              candidate = candidate.with({
                hour: byHour[0],
                minute: byMinute ? byMinute[0] : 0,
                second: bySecond ? bySecond[0] : 0
              }).add({ days: 1 });
            }
          }
          return candidate;
        }
        if (byMinute && byMinute.length > 1) {
          const idx = byMinute.indexOf(zdt.minute);
          if (idx !== -1 && idx < byMinute.length - 1) return zdt.with({
            minute: byMinute[idx + 1],
            second: bySecond ? bySecond[0] : zdt.second
          });
          if (freq === "MINUTELY" && idx === byMinute.length - 1) {
            if (byHour && byHour.length > 0) {
              const currentHourIdx = byHour.indexOf(zdt.hour);
              if (currentHourIdx !== -1 && currentHourIdx < byHour.length - 1) return zdt.with({
                hour: byHour[currentHourIdx + 1],
                minute: byMinute[0],
                second: bySecond ? bySecond[0] : zdt.second
              });
              else return this.applyTimeOverride(zdt.add({ days: 1 }));
            }
            return zdt.add({ hours: interval }).with({
              minute: byMinute[0],
              second: bySecond ? bySecond[0] : zdt.second
            });
          }
        }
        if (byHour && byHour.length > 1) {
          const idx = byHour.indexOf(zdt.hour);
          if (idx !== -1 && idx < byHour.length - 1) return zdt.with({
            hour: byHour[idx + 1],
            minute: byMinute ? byMinute[0] : zdt.minute,
            second: bySecond ? bySecond[0] : zdt.second
          });
        }
        if (freq === "HOURLY" && byHour && byHour.length > 1) return this.applyTimeOverride(zdt.add({ days: 1 }));
        return this.applyTimeOverride(this.rawAdvance(zdt));
      }
      applyTimeOverride(zdt) {
        const { byHour, byMinute, bySecond } = this.opts;
        let dt = zdt;
        if (byHour) dt = dt.with({ hour: byHour[0] });
        if (byMinute) dt = dt.with({ minute: byMinute[0] });
        if (bySecond) dt = dt.with({ second: bySecond[0] });
        return dt;
      }
      computeFirst() {
        let zdt = this.originalDtstart;
        if (this.opts.byWeekNo?.length && [
          "DAILY",
          "HOURLY",
          "MINUTELY",
          "SECONDLY"
        ].includes(this.opts.freq)) {
          let targetWeek = this.opts.byWeekNo[0];
          let targetYear = zdt.year;
          while (targetYear <= zdt.year + 10) {
            const jan1 = zdt.with({
              year: targetYear,
              month: 1,
              day: 1
            });
            const dec31 = zdt.with({
              year: targetYear,
              month: 12,
              day: 31
            });
            let hasTargetWeek = false;
            if (targetWeek > 0) {
              let maxWeek = 52;
              if (jan1.dayOfWeek === 4 || dec31.dayOfWeek === 4) maxWeek = 53;
              hasTargetWeek = targetWeek <= maxWeek;
            } else {
              let maxWeek = 52;
              if (jan1.dayOfWeek === 4 || dec31.dayOfWeek === 4) maxWeek = 53;
              hasTargetWeek = -targetWeek <= maxWeek;
            }
            if (hasTargetWeek) {
              const firstThursday = jan1.add({ days: (4 - jan1.dayOfWeek + 7) % 7 });
              let weekStart;
              if (targetWeek > 0) weekStart = firstThursday.subtract({ days: 3 }).add({ weeks: targetWeek - 1 });
              else {
                const lastWeek = jan1.dayOfWeek === 4 || dec31.dayOfWeek === 4 ? 53 : 52;
                weekStart = firstThursday.subtract({ days: 3 }).add({ weeks: lastWeek + targetWeek });
              }
              if (this.opts.byDay?.length) {
                const dayMap = weekdayToIsoDay;
                const targetDays = this.opts.byDay.map((tok) => extractWeekdayToken(tok)).filter((day) => day !== null).map((day) => dayMap[day]).filter(Boolean);
                if (targetDays.length) {
                  const firstCandidate = targetDays.map((dayOfWeek) => {
                    const delta = (dayOfWeek - weekStart.dayOfWeek + 7) % 7;
                    return weekStart.add({ days: delta });
                  }).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b))[0];
                  if (firstCandidate && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(firstCandidate, this.originalDtstart) >= 0) {
                    zdt = firstCandidate;
                    break;
                  }
                }
              } else if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(weekStart, this.originalDtstart) >= 0) {
                zdt = weekStart;
                break;
              }
            }
            targetYear++;
          }
        }
        if (this.opts.byDay?.length && !this.opts.byWeekNo) {
          const dayMap = weekdayToIsoDay;
          if (this.opts.byDay.some((tok) => /^[+-]?\d/.test(tok)) && this.opts.byMonth && (this.opts.freq === "MINUTELY" || this.opts.freq === "SECONDLY")) {
            const months = this.opts.byMonth.filter((v) => typeof v === "number").sort((a, b) => a - b);
            let foundFirst = false;
            for (let year = zdt.year; year <= zdt.year + 10 && !foundFirst; year++) for (const month of months) {
              if (year === zdt.year && month < zdt.month) continue;
              const monthSample = zdt.with({
                year,
                month,
                day: 1
              });
              const monthlyOccs = this.generateMonthlyOccurrences(monthSample);
              for (const occ of monthlyOccs) if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, zdt) >= 0) {
                if (!occ.toPlainDate().equals(zdt.toPlainDate())) zdt = this.applyTimeOverride(occ.with({
                  hour: 0,
                  minute: 0,
                  second: 0
                }));
                else zdt = occ;
                foundFirst = true;
                break;
              }
              if (foundFirst) break;
            }
          } else {
            let deltas;
            const weekdayTokens = this.opts.byDay.map((tok) => extractWeekdayToken(tok)).filter((tok) => tok !== null);
            if ([
              "DAILY",
              "HOURLY",
              "MINUTELY",
              "SECONDLY"
            ].includes(this.opts.freq) && weekdayTokens.length === this.opts.byDay.length) deltas = weekdayTokens.map((tok) => (dayMap[tok] - zdt.dayOfWeek + 7) % 7);
            else deltas = weekdayTokens.map((wdTok) => (dayMap[wdTok] - zdt.dayOfWeek + 7) % 7);
            if (deltas.length) zdt = zdt.add({ days: Math.min(...deltas) });
          }
        }
        const { byHour, byMinute, bySecond } = this.opts;
        if (this.opts.freq === "HOURLY" && !byHour && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(zdt.with({
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          nanosecond: 0
        }), this.originalDtstart) > 0) zdt = zdt.with({
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          nanosecond: 0
        });
        if (this.opts.freq === "MINUTELY" && !byMinute && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(zdt.with({
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          nanosecond: 0
        }), this.originalDtstart) > 0) zdt = zdt.with({
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          nanosecond: 0
        });
        if (this.opts.freq === "SECONDLY" && this.opts.byWeekNo?.length && !bySecond && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(zdt.with({
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          nanosecond: 0
        }), this.originalDtstart) > 0) zdt = zdt.with({
          hour: 0,
          minute: 0,
          second: 0,
          microsecond: 0,
          nanosecond: 0
        });
        if (byHour || byMinute || bySecond) {
          const candidates = this.expandByTime(zdt);
          for (const candidate of candidates) if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(candidate, this.originalDtstart) >= 0) return candidate;
          zdt = this.applyTimeOverride(this.rawAdvance(zdt));
        }
        return zdt;
      }
      matchesByDay(zdt) {
        const { byDay, freq } = this.opts;
        if (!byDay) return true;
        if (!this.hasOrdinalByDay) return this.simpleByDayIsoDays?.includes(zdt.dayOfWeek) ?? false;
        for (const token of this.parsedByDayTokens ?? []) {
          if (freq === "DAILY" && zdt.dayOfWeek === token.isoDay) return true;
          if (token.ord === 0) {
            if (zdt.dayOfWeek === token.isoDay) return true;
            continue;
          }
          const month = zdt.month;
          let dt = zdt.with({ day: 1 });
          const candidates = [];
          while (dt.month === month) {
            if (dt.dayOfWeek === token.isoDay) candidates.push(dt.day);
            dt = dt.add({ days: 1 });
          }
          if (candidates[token.ord > 0 ? token.ord - 1 : candidates.length + token.ord] === zdt.day) return true;
        }
        return false;
      }
      matchesByMonth(zdt) {
        const { byMonth } = this.opts;
        if (!byMonth) return true;
        const nums = byMonth.filter((v) => typeof v === "number");
        if (nums.length === 0) return true;
        return nums.includes(zdt.month);
      }
      matchesNumericConstraint(value, constraints, maxPositiveValue) {
        return constraints.some((c) => {
          return value === (c > 0 ? c : maxPositiveValue + c + 1);
        });
      }
      matchesByMonthDay(zdt) {
        const { byMonthDay } = this.opts;
        if (!byMonthDay) return true;
        const lastDay = zdt.with({ day: 1 }).add({ months: 1 }).subtract({ days: 1 }).day;
        return this.matchesNumericConstraint(zdt.day, byMonthDay, lastDay);
      }
      matchesByHour(zdt) {
        const { byHour } = this.opts;
        if (!byHour) return true;
        if (byHour.includes(zdt.hour)) return true;
        for (const h of byHour) if (zdt.with({ hour: h }).hour === zdt.hour) return true;
        return false;
      }
      matchesByMinute(zdt) {
        const { byMinute } = this.opts;
        if (!byMinute) return true;
        return byMinute.includes(zdt.minute);
      }
      matchesBySecond(zdt) {
        const { bySecond } = this.opts;
        if (!bySecond) return true;
        return bySecond.includes(zdt.second);
      }
      matchesAll(zdt) {
        return this.matchesByMonth(zdt) && this.matchesByWeekNo(zdt) && this.matchesByYearDay(zdt) && this.matchesByMonthDay(zdt) && this.matchesByDay(zdt) && this.matchesByHour(zdt) && this.matchesByMinute(zdt) && this.matchesBySecond(zdt);
      }
      matchesByYearDay(zdt) {
        const { byYearDay } = this.opts;
        if (!byYearDay) return true;
        const dayOfYear = zdt.dayOfYear;
        const last = zdt.with({
          month: 12,
          day: 31
        }).dayOfYear;
        return this.matchesNumericConstraint(dayOfYear, byYearDay, last);
      }
      getIsoWeekInfo(zdt) {
        const thursday = zdt.add({ days: 4 - zdt.dayOfWeek });
        const year = thursday.year;
        const jan1 = zdt.with({
          year,
          month: 1,
          day: 1
        });
        const firstThursday = jan1.add({ days: (4 - jan1.dayOfWeek + 7) % 7 });
        const diffDays = thursday.toPlainDate().since(firstThursday.toPlainDate()).days;
        return {
          week: Math.floor(diffDays / 7) + 1,
          year
        };
      }
      matchesByWeekNo(zdt) {
        const { byWeekNo } = this.opts;
        if (!byWeekNo) return true;
        const { week, year } = this.getIsoWeekInfo(zdt);
        const jan1 = zdt.with({
          year,
          month: 1,
          day: 1
        });
        const isLeapYear = jan1.inLeapYear;
        const lastWeek = jan1.dayOfWeek === 4 || isLeapYear && jan1.dayOfWeek === 3 ? 53 : 52;
        return byWeekNo.some((wn) => {
          if (wn > 0) return week === wn;
          else return week === lastWeek + wn + 1;
        });
      }
      options() {
        return this.cloneOptions();
      }
      cloneOptions() {
        const { byHour, byMinute, bySecond, byDay, byMonth, byMonthDay, byYearDay, byWeekNo, bySetPos, rDate, exDate, ...rest } = this.opts;
        return {
          ...rest,
          byHour: byHour ? [...byHour] : void 0,
          byMinute: byMinute ? [...byMinute] : void 0,
          bySecond: bySecond ? [...bySecond] : void 0,
          byDay: byDay ? [...byDay] : void 0,
          byMonth: byMonth ? [...byMonth] : void 0,
          byMonthDay: byMonthDay ? [...byMonthDay] : void 0,
          byYearDay: byYearDay ? [...byYearDay] : void 0,
          byWeekNo: byWeekNo ? [...byWeekNo] : void 0,
          bySetPos: bySetPos ? [...bySetPos] : void 0,
          rDate: rDate ? [...rDate] : void 0,
          exDate: exDate ? [...exDate] : void 0
        };
      }
      cloneUpdateOptions(updates) {
        const cloned = {};
        if (Object.prototype.hasOwnProperty.call(updates, "byHour")) cloned.byHour = Array.isArray(updates.byHour) ? [...updates.byHour] : updates.byHour;
        if (Object.prototype.hasOwnProperty.call(updates, "byMinute")) cloned.byMinute = Array.isArray(updates.byMinute) ? [...updates.byMinute] : updates.byMinute;
        if (Object.prototype.hasOwnProperty.call(updates, "bySecond")) cloned.bySecond = Array.isArray(updates.bySecond) ? [...updates.bySecond] : updates.bySecond;
        if (Object.prototype.hasOwnProperty.call(updates, "byDay")) cloned.byDay = Array.isArray(updates.byDay) ? [...updates.byDay] : updates.byDay;
        if (Object.prototype.hasOwnProperty.call(updates, "byMonth")) cloned.byMonth = Array.isArray(updates.byMonth) ? [...updates.byMonth] : updates.byMonth;
        if (Object.prototype.hasOwnProperty.call(updates, "byMonthDay")) cloned.byMonthDay = Array.isArray(updates.byMonthDay) ? [...updates.byMonthDay] : updates.byMonthDay;
        if (Object.prototype.hasOwnProperty.call(updates, "byYearDay")) cloned.byYearDay = Array.isArray(updates.byYearDay) ? [...updates.byYearDay] : updates.byYearDay;
        if (Object.prototype.hasOwnProperty.call(updates, "byWeekNo")) cloned.byWeekNo = Array.isArray(updates.byWeekNo) ? [...updates.byWeekNo] : updates.byWeekNo;
        if (Object.prototype.hasOwnProperty.call(updates, "bySetPos")) cloned.bySetPos = Array.isArray(updates.bySetPos) ? [...updates.bySetPos] : updates.bySetPos;
        if (Object.prototype.hasOwnProperty.call(updates, "rDate")) cloned.rDate = Array.isArray(updates.rDate) ? [...updates.rDate] : updates.rDate;
        if (Object.prototype.hasOwnProperty.call(updates, "exDate")) cloned.exDate = Array.isArray(updates.exDate) ? [...updates.exDate] : updates.exDate;
        return cloned;
      }
      /**
      * Create a new {@link RRuleTemporal} instance with modified options while keeping the current one unchanged.
      *
      * @example
      * ```ts
      * const updated = rule.with({byMonthDay: [3]});
      * ```
      */
      with(updates) {
        return new RRuleTemporal2({
          ...this.cloneOptions(),
          ...updates,
          ...this.cloneUpdateOptions(updates),
          tzid: updates.tzid ?? this.opts.tzid,
          dtstart: updates.dtstart ?? this.opts.dtstart
        });
      }
      addDtstartIfNeeded(dates, iterator) {
        if (this.includeDtstart && !this.matchesAll(this.originalDtstart)) {
          if (iterator && this.isExcluded(this.originalDtstart)) return true;
          if (iterator && !iterator(this.originalDtstart, dates.length)) return false;
          dates.push(this.originalDtstart);
          if (this.shouldBreakForCountLimit(dates.length)) return false;
        }
        return true;
      }
      canUseUtcLinearFastPath(iterator) {
        if (iterator || this.tzid !== "UTC" || this.opts.rscale || this.opts.rDate || this.opts.exDate) return false;
        if (this.opts.byMonth || this.opts.byMonthDay || this.opts.byYearDay || this.opts.byWeekNo || this.opts.bySetPos) return false;
        switch (this.opts.freq) {
          case "DAILY":
            return !this.opts.byHour && !this.opts.byMinute && !this.opts.bySecond && !this.hasOrdinalByDay;
          case "HOURLY":
          case "MINUTELY":
            return !this.opts.byDay && !this.opts.byHour && !this.opts.byMinute && !this.opts.bySecond;
          default:
            return false;
        }
      }
      canUseUtcWeeklyFastPath(iterator) {
        return !iterator && this.tzid === "UTC" && this.opts.freq === "WEEKLY" && !this.opts.rscale && !this.opts.rDate && !this.opts.exDate && !this.opts.byMonth && !this.opts.byMonthDay && !this.opts.byYearDay && !this.opts.byWeekNo && !this.opts.bySetPos && !this.opts.byHour && !this.opts.byMinute && !this.opts.bySecond && !this.hasOrdinalByDay;
      }
      canUseUtcMonthlyFastPath(iterator) {
        return !iterator && this.tzid === "UTC" && this.opts.freq === "MONTHLY" && !this.opts.rscale && !this.opts.rDate && !this.opts.exDate && !this.opts.byYearDay && !this.opts.byWeekNo && this.canUseEpochMillisecondsPrecisionFlag && !!(this.opts.byDay || this.opts.byMonthDay);
      }
      utcZdtFromEpochNanoseconds(epochNanoseconds) {
        return _js_temporal_polyfill.Temporal.Instant.fromEpochNanoseconds(epochNanoseconds).toZonedDateTimeISO("UTC");
      }
      utcZdtFromEpochMilliseconds(epochMilliseconds) {
        return _js_temporal_polyfill.Temporal.Instant.fromEpochMilliseconds(epochMilliseconds).toZonedDateTimeISO("UTC");
      }
      canUseUtcEpochMillisecondsPrecision() {
        return this.canUseEpochMillisecondsPrecisionFlag;
      }
      buildTimeSlotOffsetsMs() {
        if (!this.canUseEpochMillisecondsPrecisionFlag) return void 0;
        const hours = this.opts.byHour ?? [this.originalDtstart.hour];
        const minutes = this.opts.byMinute ?? [this.originalDtstart.minute];
        const seconds = this.opts.bySecond ?? [this.originalDtstart.second];
        const baseMilliseconds = this.originalDtstart.millisecond;
        const offsets = [];
        for (const hour of hours) for (const minute of minutes) for (const second of seconds) offsets.push(((hour * 60 + minute) * 60 + second) * MS_PER_SECOND + baseMilliseconds);
        return offsets;
      }
      findFirstMatchingDailyStep(startDayOfWeek, stepDays, allowedDays) {
        let dayOfWeek = startDayOfWeek;
        for (let steps = 0; steps < 7; steps++) {
          if (allowedDays.includes(dayOfWeek)) return steps;
          dayOfWeek = addIsoDays(dayOfWeek, stepDays);
        }
        return null;
      }
      allUtcFastPath(iterator) {
        if (this.canUseUtcLinearFastPath(iterator)) switch (this.opts.freq) {
          case "DAILY":
            return this._allUtcDailySimple();
          case "HOURLY":
            return this._allUtcFixedStepSimple(NS_PER_HOUR * BigInt(this.opts.interval));
          case "MINUTELY":
            return this._allUtcFixedStepSimple(NS_PER_MINUTE * BigInt(this.opts.interval));
        }
        if (this.canUseUtcMonthlyFastPath(iterator)) return this._allUtcMonthlyByDayOrMonthDay();
        if (this.canUseUtcWeeklyFastPath(iterator)) return this._allUtcWeeklySimple();
        return null;
      }
      _allUtcFixedStepSimple(stepNanoseconds) {
        const dates = [];
        if (!this.addDtstartIfNeeded(dates)) return dates;
        let iterationCount = 0;
        if (this.canUseUtcEpochMillisecondsPrecision()) {
          let currentMilliseconds = this.originalDtstart.epochMilliseconds;
          const stepMilliseconds = Number(stepNanoseconds / NS_PER_MILLISECOND);
          const untilMilliseconds = this.opts.until?.epochMilliseconds;
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            if (untilMilliseconds !== void 0 && currentMilliseconds > untilMilliseconds) break;
            dates.push(this.utcZdtFromEpochMilliseconds(currentMilliseconds));
            if (this.shouldBreakForCountLimit(dates.length)) break;
            currentMilliseconds += stepMilliseconds;
          }
          return dates;
        }
        let currentNanoseconds = this.originalDtstart.epochNanoseconds;
        const untilNanoseconds = this.opts.until?.epochNanoseconds;
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          if (untilNanoseconds !== void 0 && currentNanoseconds > untilNanoseconds) break;
          dates.push(this.utcZdtFromEpochNanoseconds(currentNanoseconds));
          if (this.shouldBreakForCountLimit(dates.length)) break;
          currentNanoseconds += stepNanoseconds;
        }
        return dates;
      }
      _allUtcDailySimple() {
        const dates = [];
        if (!this.addDtstartIfNeeded(dates)) return dates;
        const stepDays = this.opts.interval;
        const allowedDays = this.simpleByDayIsoDays;
        let iterationCount = 0;
        if (this.canUseUtcEpochMillisecondsPrecision()) {
          const stepMilliseconds = stepDays * MS_PER_DAY;
          const untilMilliseconds = this.opts.until?.epochMilliseconds;
          let currentMilliseconds = this.originalDtstart.epochMilliseconds;
          let currentDayOfWeek2 = this.originalDtstart.dayOfWeek;
          if (allowedDays?.length) {
            const firstMatchingStep = this.findFirstMatchingDailyStep(currentDayOfWeek2, stepDays, allowedDays);
            if (firstMatchingStep === null) return dates;
            currentMilliseconds += firstMatchingStep * stepMilliseconds;
            currentDayOfWeek2 = addIsoDays(currentDayOfWeek2, firstMatchingStep * stepDays);
          }
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            if (untilMilliseconds !== void 0 && currentMilliseconds > untilMilliseconds) break;
            if (!allowedDays || allowedDays.includes(currentDayOfWeek2)) {
              dates.push(this.utcZdtFromEpochMilliseconds(currentMilliseconds));
              if (this.shouldBreakForCountLimit(dates.length)) break;
            }
            currentMilliseconds += stepMilliseconds;
            currentDayOfWeek2 = addIsoDays(currentDayOfWeek2, stepDays);
          }
          return dates;
        }
        const stepNanoseconds = BigInt(stepDays) * NS_PER_DAY;
        const untilNanoseconds = this.opts.until?.epochNanoseconds;
        let currentNanoseconds = this.originalDtstart.epochNanoseconds;
        let currentDayOfWeek = this.originalDtstart.dayOfWeek;
        if (allowedDays?.length) {
          const firstMatchingStep = this.findFirstMatchingDailyStep(currentDayOfWeek, stepDays, allowedDays);
          if (firstMatchingStep === null) return dates;
          currentNanoseconds += BigInt(firstMatchingStep) * stepNanoseconds;
          currentDayOfWeek = addIsoDays(currentDayOfWeek, firstMatchingStep * stepDays);
        }
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          if (untilNanoseconds !== void 0 && currentNanoseconds > untilNanoseconds) break;
          if (!allowedDays || allowedDays.includes(currentDayOfWeek)) {
            dates.push(this.utcZdtFromEpochNanoseconds(currentNanoseconds));
            if (this.shouldBreakForCountLimit(dates.length)) break;
          }
          currentNanoseconds += stepNanoseconds;
          currentDayOfWeek = addIsoDays(currentDayOfWeek, stepDays);
        }
        return dates;
      }
      _allUtcWeeklySimple() {
        const dates = [];
        if (!this.addDtstartIfNeeded(dates)) return dates;
        const start = this.originalDtstart;
        const wkstDay = weekdayToIsoDay[extractWeekdayToken(this.opts.wkst || "MO") ?? "MO"] ?? 1;
        const dayOffsets = (this.opts.byDay ? [...this.allByDayIsoDays ?? []] : [start.dayOfWeek]).map((day) => (day - wkstDay + 7) % 7).sort((a, b) => a - b);
        const weekStartOffset = (start.dayOfWeek - wkstDay + 7) % 7;
        let iterationCount = 0;
        if (this.canUseUtcEpochMillisecondsPrecision()) {
          const startMilliseconds = start.epochMilliseconds;
          const untilMilliseconds = this.opts.until?.epochMilliseconds;
          const weekStepMilliseconds = this.opts.interval * MS_PER_WEEK;
          let weekStartMilliseconds = startMilliseconds - weekStartOffset * MS_PER_DAY;
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            for (const dayOffset of dayOffsets) {
              const occurrenceMilliseconds = weekStartMilliseconds + dayOffset * MS_PER_DAY;
              if (occurrenceMilliseconds < startMilliseconds) continue;
              if (untilMilliseconds !== void 0 && occurrenceMilliseconds > untilMilliseconds) return dates;
              dates.push(this.utcZdtFromEpochMilliseconds(occurrenceMilliseconds));
              if (this.shouldBreakForCountLimit(dates.length)) return dates;
            }
            weekStartMilliseconds += weekStepMilliseconds;
          }
        }
        const startNanoseconds = start.epochNanoseconds;
        const untilNanoseconds = this.opts.until?.epochNanoseconds;
        const weekStepNanoseconds = BigInt(this.opts.interval) * NS_PER_WEEK;
        let weekStartNanoseconds = startNanoseconds - BigInt(weekStartOffset) * NS_PER_DAY;
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          for (const dayOffset of dayOffsets) {
            const occurrenceNanoseconds = weekStartNanoseconds + BigInt(dayOffset) * NS_PER_DAY;
            if (occurrenceNanoseconds < startNanoseconds) continue;
            if (untilNanoseconds !== void 0 && occurrenceNanoseconds > untilNanoseconds) return dates;
            dates.push(this.utcZdtFromEpochNanoseconds(occurrenceNanoseconds));
            if (this.shouldBreakForCountLimit(dates.length)) return dates;
          }
          weekStartNanoseconds += weekStepNanoseconds;
        }
      }
      hasSingleExpandedTimeSlot() {
        if (this.timeSlotOffsetsMs) return this.timeSlotOffsetsMs.length === 1;
        const hours = this.opts.byHour ?? [this.originalDtstart.hour];
        const minutes = this.opts.byMinute ?? [this.originalDtstart.minute];
        const seconds = this.opts.bySecond ?? [this.originalDtstart.second];
        return hours.length === 1 && minutes.length === 1 && seconds.length === 1;
      }
      buildMonthlyOccurrenceOnDay(monthStart, day) {
        const base = monthStart.day === day ? monthStart : monthStart.with({ day });
        return this.applyTimeOverride(base);
      }
      applyBySetPosToSortedList(list) {
        const { bySetPos } = this.opts;
        if (!bySetPos || !bySetPos.length || list.length === 0) return list;
        const out = [];
        const len = list.length;
        for (const pos of bySetPos) {
          const idx = pos > 0 ? pos - 1 : len + pos;
          if (idx >= 0 && idx < len) out.push(list[idx]);
        }
        return out;
      }
      generateMonthlyOccurrenceDays(sample) {
        const { byDay, byMonth, byMonthDay } = this.opts;
        const monthStart = sample.day === 1 ? sample : sample.with({ day: 1 });
        if (byMonth && !byMonth.includes(sample.month)) return [];
        const lastDay = monthStart.add({ months: 1 }).subtract({ days: 1 }).day;
        let byMonthDayHits = [];
        if (byMonthDay && byMonthDay.length > 0) {
          byMonthDayHits = byMonthDay.map((d) => d > 0 ? d : lastDay + d + 1).filter((d) => d >= 1 && d <= lastDay);
          byMonthDayHits = [...new Set(byMonthDayHits)].sort((a, b) => a - b);
        }
        if (!byDay && byMonthDay && byMonthDay.length > 0) return byMonthDayHits;
        if (!byDay) return [sample.day];
        const tokens = this.parsedByDayTokens;
        if (!tokens?.length) return [];
        const firstDayOfWeek = monthStart.dayOfWeek;
        const lastDayOfWeek = (firstDayOfWeek - 1 + lastDay - 1) % 7 + 1;
        const byDayHits = /* @__PURE__ */ new Set();
        for (const { ord, isoDay } of tokens) if (ord === 0) {
          let day = 1 + (isoDay - firstDayOfWeek + 7) % 7;
          while (day <= lastDay) {
            byDayHits.add(day);
            day += 7;
          }
        } else {
          let day;
          if (ord > 0) day = 1 + (isoDay - firstDayOfWeek + 7) % 7 + 7 * (ord - 1);
          else day = lastDay - (lastDayOfWeek - isoDay + 7) % 7 + 7 * (ord + 1);
          if (day >= 1 && day <= lastDay) byDayHits.add(day);
        }
        let finalDays = [...byDayHits].sort((a, b) => a - b);
        if (byMonthDay && byMonthDay.length > 0) {
          if (byMonthDayHits.length === 0) return [];
          const byMonthDayHitSet = new Set(byMonthDayHits);
          finalDays = finalDays.filter((d) => byMonthDayHitSet.has(d));
        }
        return finalDays;
      }
      generateMonthlyOccurrencesOptimizedBySetPos(sample) {
        if (!this.opts.bySetPos || !this.hasSingleExpandedTimeSlot()) return null;
        const monthStart = sample.day === 1 ? sample : sample.with({ day: 1 });
        const days = this.generateMonthlyOccurrenceDays(monthStart);
        if (days.length === 0) return [];
        const selectedDays = this.applyBySetPosToSortedList(days);
        if (selectedDays.length === 0) return [];
        return selectedDays.sort((a, b) => a - b).map((day) => this.buildMonthlyOccurrenceOnDay(monthStart, day));
      }
      isGregorianLeapYear(year) {
        return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      }
      daysInGregorianMonth(year, month) {
        if (month === 2 && this.isGregorianLeapYear(year)) return 29;
        return GREGORIAN_MONTH_LENGTHS[month - 1];
      }
      gregorianIsoDayOfWeek(year, month, day) {
        let adjustedYear = year;
        if (month < 3) adjustedYear -= 1;
        const sundayZero = (adjustedYear + Math.floor(adjustedYear / 4) - Math.floor(adjustedYear / 100) + Math.floor(adjustedYear / 400) + GREGORIAN_WEEKDAY_OFFSETS[month - 1] + day) % 7;
        return sundayZero === 0 ? 7 : sundayZero;
      }
      monthIndexToYearMonth(monthIndex) {
        const year = Math.floor(monthIndex / 12);
        return {
          year,
          month: monthIndex - year * 12 + 1
        };
      }
      generateMonthlyOccurrenceDaysUtc(year, month) {
        if (this.numericByMonths && this.numericByMonths.length > 0 && !this.numericByMonths.includes(month)) return [];
        const byMonthDay = this.opts.byMonthDay;
        const byDay = this.opts.byDay;
        const lastDay = this.daysInGregorianMonth(year, month);
        let byMonthDayHits = [];
        if (byMonthDay && byMonthDay.length > 0) {
          byMonthDayHits = byMonthDay.map((day) => day > 0 ? day : lastDay + day + 1).filter((day) => day >= 1 && day <= lastDay);
          byMonthDayHits = [...new Set(byMonthDayHits)].sort((a, b) => a - b);
        }
        if (!byDay && byMonthDay && byMonthDay.length > 0) return byMonthDayHits;
        if (!byDay) {
          const day = this.originalDtstart.day;
          return day >= 1 && day <= lastDay ? [day] : [];
        }
        const tokens = this.parsedByDayTokens;
        if (!tokens?.length) return [];
        const firstDayOfWeek = this.gregorianIsoDayOfWeek(year, month, 1);
        const lastDayOfWeek = addIsoDays(firstDayOfWeek, lastDay - 1);
        const byDayHits = /* @__PURE__ */ new Set();
        for (const { ord, isoDay } of tokens) if (ord === 0) {
          let day = 1 + (isoDay - firstDayOfWeek + 7) % 7;
          while (day <= lastDay) {
            byDayHits.add(day);
            day += 7;
          }
        } else {
          let day;
          if (ord > 0) day = 1 + (isoDay - firstDayOfWeek + 7) % 7 + 7 * (ord - 1);
          else day = lastDay - (lastDayOfWeek - isoDay + 7) % 7 + 7 * (ord + 1);
          if (day >= 1 && day <= lastDay) byDayHits.add(day);
        }
        let finalDays = [...byDayHits].sort((a, b) => a - b);
        if (byMonthDay && byMonthDay.length > 0) {
          if (byMonthDayHits.length === 0) return [];
          const byMonthDayHitSet = new Set(byMonthDayHits);
          finalDays = finalDays.filter((day) => byMonthDayHitSet.has(day));
        }
        return finalDays;
      }
      generateMonthlyOccurrenceEpochsUtc(year, month) {
        const days = this.generateMonthlyOccurrenceDaysUtc(year, month);
        if (days.length === 0) return [];
        const monthStartMs = Date.UTC(year, month - 1, 1, 0, 0, 0, 0);
        const timeSlotOffsets = this.timeSlotOffsetsMs ?? [0];
        if (this.opts.bySetPos && this.opts.bySetPos.length > 0) {
          if (timeSlotOffsets.length === 1) {
            const selectedDays = this.applyBySetPosToSortedList(days).sort((a, b) => a - b);
            const offset = timeSlotOffsets[0];
            return selectedDays.map((day) => monthStartMs + (day - 1) * MS_PER_DAY + offset);
          }
          const timestamps2 = [];
          for (const day of days) {
            const dayBase = monthStartMs + (day - 1) * MS_PER_DAY;
            for (const offset of timeSlotOffsets) timestamps2.push(dayBase + offset);
          }
          return this.applyBySetPosToSortedList(timestamps2).sort((a, b) => a - b);
        }
        const timestamps = [];
        for (const day of days) {
          const dayBase = monthStartMs + (day - 1) * MS_PER_DAY;
          for (const offset of timeSlotOffsets) timestamps.push(dayBase + offset);
        }
        return timestamps;
      }
      _allUtcMonthlyByDayOrMonthDay() {
        const dates = [];
        const startMilliseconds = this.originalDtstart.epochMilliseconds;
        const untilMilliseconds = this.opts.until?.epochMilliseconds;
        let iterationCount = 0;
        if (!this.addDtstartIfNeeded(dates)) return dates;
        let monthIndex = this.originalDtstart.year * 12 + (this.originalDtstart.month - 1);
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const { year, month } = this.monthIndexToYearMonth(monthIndex);
          const occurrenceEpochs = this.generateMonthlyOccurrenceEpochsUtc(year, month);
          for (const epochMilliseconds of occurrenceEpochs) {
            if (epochMilliseconds < startMilliseconds) continue;
            if (untilMilliseconds !== void 0 && epochMilliseconds > untilMilliseconds) return dates;
            dates.push(this.utcZdtFromEpochMilliseconds(epochMilliseconds));
            if (this.shouldBreakForCountLimit(dates.length)) return dates;
          }
          monthIndex += this.opts.interval;
        }
      }
      processOccurrences(occs, dates, start, iterator, extraFilters) {
        let shouldBreak = false;
        for (const occ of occs) {
          if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, start) < 0) continue;
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, this.opts.until) > 0) {
            shouldBreak = true;
            break;
          }
          if (extraFilters && !extraFilters(occ)) continue;
          if (iterator && this.isExcluded(occ)) continue;
          if (iterator && !iterator(occ, dates.length)) {
            shouldBreak = true;
            break;
          }
          dates.push(occ);
          if (this.shouldBreakForCountLimit(dates.length)) {
            shouldBreak = true;
            break;
          }
        }
        return { shouldBreak };
      }
      /**
      * Returns all occurrences of the rule.
      * @param iterator - An optional callback iterator function that can be used to filter or modify the occurrences.
      * @returns An array of Temporal.ZonedDateTime objects representing all occurrences of the rule.
      */
      _allMonthlyByDayOrMonthDay(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let monthCursor = start.with({ day: 1 });
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          let occs = this.generateMonthlyOccurrencesOptimizedBySetPos(monthCursor);
          if (!occs) {
            occs = this.generateMonthlyOccurrences(monthCursor);
            occs = this.applyBySetPos(occs);
          }
          const { shouldBreak } = this.processOccurrences(occs, dates, start, iterator);
          if (shouldBreak) break;
          monthCursor = monthCursor.add({ months: this.opts.interval });
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allWeekly(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        const dayMap = weekdayToIsoDay;
        const dows = this.opts.byDay ? [...this.allByDayIsoDays ?? []] : this.opts.byMonthDay && this.opts.byMonthDay.length > 0 ? [...Object.values(dayMap)] : [start.dayOfWeek];
        const firstOccurrence = dows.map((dw) => {
          const delta = (dw - start.dayOfWeek + 7) % 7;
          return start.add({ days: delta });
        }).reduce((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b) <= 0 ? a : b);
        const wkstDay = dayMap[extractWeekdayToken(this.opts.wkst || "MO") ?? "MO"] ?? 1;
        const firstOccWeekOffset = (firstOccurrence.dayOfWeek - wkstDay + 7) % 7;
        let weekCursor = firstOccurrence.subtract({ days: firstOccWeekOffset });
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          let occs = dows.flatMap((dw) => {
            const delta = (dw - wkstDay + 7) % 7;
            const sameDate = weekCursor.add({ days: delta });
            return this.expandByTime(sameDate);
          }).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
          occs = this.applyBySetPos(occs);
          const { shouldBreak } = this.processOccurrences(occs, dates, start, iterator, (occ) => this.matchesByMonth(occ) && this.matchesByMonthDay(occ));
          if (shouldBreak) break;
          weekCursor = weekCursor.add({ weeks: this.opts.interval });
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allMonthlyByMonth(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        const months = this.opts.byMonth.filter((v) => typeof v === "number").sort((a, b) => a - b);
        let monthOffset = 0;
        let startMonthIndex = months.findIndex((m) => m >= start.month);
        if (startMonthIndex === -1) {
          startMonthIndex = 0;
          monthOffset = 1;
        }
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const monthIndex = startMonthIndex + monthOffset;
          const targetMonth = months[monthIndex % months.length];
          const yearsToAdd = Math.floor(monthIndex / months.length);
          const candidate = start.with({
            year: start.year + yearsToAdd,
            month: targetMonth
          });
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(candidate, this.opts.until) > 0) break;
          if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(candidate, start) >= 0) {
            if (iterator && this.isExcluded(candidate)) continue;
            if (iterator && !iterator(candidate, dates.length)) break;
            dates.push(candidate);
            if (this.shouldBreakForCountLimit(dates.length)) break;
          }
          monthOffset++;
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allYearlyByMonth(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        const months = this.opts.byMonth.filter((v) => typeof v === "number").sort((a, b) => a - b);
        let yearOffset = 0;
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const year = start.year + yearOffset * this.opts.interval;
          for (const month of months) {
            let occ = start.with({
              year,
              month
            });
            occ = this.applyTimeOverride(occ);
            if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, start) < 0) continue;
            if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, this.opts.until) > 0) return this.applyCountLimitAndMergeRDates(dates, iterator);
            if (iterator && this.isExcluded(occ)) continue;
            if (iterator && !iterator(occ, dates.length)) return this.applyCountLimitAndMergeRDates(dates, iterator);
            dates.push(occ);
            if (this.shouldBreakForCountLimit(dates.length)) return this.applyCountLimitAndMergeRDates(dates, iterator);
          }
          yearOffset++;
        }
      }
      _allYearlyComplex(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let yearCursor = start.with({
          month: 1,
          day: 1
        });
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const occs = this.generateYearlyOccurrences(yearCursor);
          const uniqueOccs = [];
          if (occs.length > 0) {
            uniqueOccs.push(occs[0]);
            for (let i = 1; i < occs.length; i++) if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occs[i], occs[i - 1]) !== 0) uniqueOccs.push(occs[i]);
          }
          const { shouldBreak } = this.processOccurrences(uniqueOccs, dates, start, iterator);
          if (shouldBreak) break;
          const interval = this.opts.freq === "WEEKLY" ? 1 : this.opts.interval;
          yearCursor = yearCursor.add({ years: interval });
          if (this.opts.freq === "WEEKLY" && this.opts.until && yearCursor.year > this.opts.until.year) break;
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allMinutelySecondlyComplex(iterator) {
        const dates = [];
        let iterationCount = 0;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let current = this.computeFirst();
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(current, this.opts.until) > 0) break;
          if (this.matchesAll(current)) {
            if (iterator && this.isExcluded(current)) {
              current = this.nextCandidateSameDate(current);
              continue;
            }
            if (iterator && !iterator(current, dates.length)) break;
            dates.push(current);
            if (this.shouldBreakForCountLimit(dates.length)) break;
            current = this.nextCandidateSameDate(current);
          } else current = this.findNextValidDate(current);
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allMonthlyByWeekNo(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let current = start;
        const weekNos = [...this.opts.byWeekNo].sort((a, b) => a - b);
        const interval = this.opts.interval;
        let monthsAdvanced = 0;
        let lastYearProcessed = -1;
        outer_loop: while (true) {
          if (this.shouldBreakForCountLimit(dates.length)) break;
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const year = current.year;
          if (year !== lastYearProcessed && current.month >= start.month) {
            lastYearProcessed = year;
            for (const weekNo of weekNos) {
              const occs = this.generateOccurrencesForWeekInYear(year, weekNo);
              for (const occ of occs) if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, start) >= 0) {
                if (iterator && this.isExcluded(occ)) continue;
                if (iterator && !iterator(occ, dates.length)) break outer_loop;
                dates.push(occ);
                if (this.shouldBreakForCountLimit(dates.length)) break outer_loop;
              }
            }
          }
          monthsAdvanced += interval;
          current = start.add({ months: monthsAdvanced });
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(current, this.opts.until) > 0) break;
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allMonthlyByYearDay(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let year = start.year;
        const yearDays = [...this.opts.byYearDay].sort((a, b) => a - b);
        const interval = this.opts.interval;
        const startMonthAbs = start.year * 12 + start.month;
        outer_loop: while (true) {
          if (this.shouldBreakForCountLimit(dates.length)) break;
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const yearStart = start.with({
            year,
            month: 1,
            day: 1
          });
          const lastDayOfYear = yearStart.with({
            month: 12,
            day: 31
          }).dayOfYear;
          for (const yd of yearDays) {
            const dayNum = yd > 0 ? yd : lastDayOfYear + yd + 1;
            if (dayNum <= 0 || dayNum > lastDayOfYear) continue;
            const baseOcc = yearStart.add({ days: dayNum - 1 });
            for (const occ of this.expandByTime(baseOcc)) {
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, start) < 0) continue;
              if (dates.some((d) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(d, occ) === 0)) continue;
              if ((occ.year * 12 + occ.month - startMonthAbs) % interval !== 0) continue;
              if (!this.matchesByMonth(occ)) continue;
              if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, this.opts.until) > 0) break outer_loop;
              if (iterator && this.isExcluded(occ)) continue;
              if (iterator && !iterator(occ, dates.length)) break outer_loop;
              dates.push(occ);
              if (this.shouldBreakForCountLimit(dates.length)) break outer_loop;
            }
          }
          year++;
          if (this.opts.until && year > this.opts.until.year + 2) break;
          if (!this.opts.until && this.opts.count) {
            const yearsToScan = Math.ceil(this.opts.count / (this.opts.byYearDay.length || 1)) * interval + 5;
            if (year > start.year + yearsToScan) break;
          }
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allDailyMinutelyHourlyWithBySetPos(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let cursor;
        let duration;
        switch (this.opts.freq) {
          case "MINUTELY":
            cursor = start.with({
              second: 0,
              microsecond: 0,
              nanosecond: 0
            });
            duration = { minutes: this.opts.interval };
            break;
          case "HOURLY":
            cursor = start.with({
              minute: 0,
              second: 0,
              microsecond: 0,
              nanosecond: 0
            });
            duration = { hours: this.opts.interval };
            break;
          case "DAILY":
            cursor = start.with({
              hour: 0,
              minute: 0,
              second: 0,
              microsecond: 0,
              nanosecond: 0
            });
            duration = { days: this.opts.interval };
            break;
          default:
            return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          let periodOccs = this.expandByTime(cursor);
          periodOccs = periodOccs.filter((occ) => this.matchesAll(occ));
          periodOccs = this.applyBySetPos(periodOccs);
          const { shouldBreak } = this.processOccurrences(periodOccs, dates, start, iterator);
          if (shouldBreak) break;
          cursor = cursor.add(duration);
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(cursor, this.opts.until) > 0) break;
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      _allFallback(iterator) {
        const dates = [];
        let iterationCount = 0;
        let current = this.computeFirst();
        if (this.includeDtstart && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(current, this.originalDtstart) > 0) if (iterator && this.isExcluded(this.originalDtstart)) {
        } else {
          if (iterator && !iterator(this.originalDtstart, dates.length)) return this.applyCountLimitAndMergeRDates(dates, iterator);
          dates.push(this.originalDtstart);
          if (this.shouldBreakForCountLimit(dates.length)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(current, this.opts.until) > 0) break;
          if (this.matchesAll(current)) if (iterator && this.isExcluded(current)) {
          } else {
            if (iterator && !iterator(current, dates.length)) break;
            dates.push(current);
            if (this.shouldBreakForCountLimit(dates.length)) break;
          }
          current = this.nextCandidateSameDate(current);
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      /**
      * Returns all occurrences of the rule.
      * @param iterator - An optional callback iterator function that can be used to filter or modify the occurrences.
      * @returns An array of Temporal.ZonedDateTime objects representing all occurrences of the rule.
      */
      all(iterator) {
        return RRuleTemporal2.toPublicDates(this.allInternal(RRuleTemporal2.toInternalIterator(iterator)));
      }
      allInternal(iterator) {
        if (this.opts.rscale && [
          "CHINESE",
          "HEBREW",
          "INDIAN"
        ].includes(this.opts.rscale)) {
          if ([
            "YEARLY",
            "MONTHLY",
            "WEEKLY"
          ].includes(this.opts.freq) || !!this.opts.byYearDay || !!this.opts.byWeekNo || this.opts.byMonthDay && this.opts.byMonthDay.length > 0) return this._allRscaleNonGregorian(iterator);
        }
        if (this.opts.byWeekNo && this.opts.byYearDay) {
          const yearStart = this.originalDtstart.with({
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            millisecond: 0
          });
          const yearDays = this.opts.byYearDay.map((yd) => {
            const lastDayOfYear = yearStart.with({
              month: 12,
              day: 31
            }).dayOfYear;
            return yd > 0 ? yd : lastDayOfYear + yd + 1;
          });
          let possibleDate = false;
          for (const yd of yearDays) {
            const date = yearStart.add({ days: yd - 1 });
            if (this.matchesByWeekNo(date)) {
              possibleDate = true;
              break;
            }
          }
          if (!possibleDate) return [];
        }
        if (!this.opts.count && !this.opts.until && !iterator) throw new Error("all() requires iterator when no COUNT/UNTIL");
        const utcFastPathDates = this.allUtcFastPath(iterator);
        if (utcFastPathDates) return utcFastPathDates;
        if (this.opts.freq === "MONTHLY" && (this.opts.byDay || this.opts.byMonthDay) && !this.opts.byWeekNo) return this._allMonthlyByDayOrMonthDay(iterator);
        if (this.opts.freq === "WEEKLY" && !(this.opts.byYearDay && this.opts.byYearDay.length > 0) && !(this.opts.byWeekNo && this.opts.byWeekNo.length > 0)) return this._allWeekly(iterator);
        if (this.opts.freq === "MONTHLY" && this.opts.byMonth && !this.opts.byDay && !this.opts.byMonthDay && !this.opts.byYearDay) return this._allMonthlyByMonth(iterator);
        if (this.opts.freq === "YEARLY" && this.opts.byMonth && !this.opts.byDay && !this.opts.byMonthDay && !this.opts.byYearDay && !this.opts.byWeekNo) return this._allYearlyByMonth(iterator);
        if (this.opts.freq === "YEARLY" && (this.opts.byDay || this.opts.byMonthDay || this.opts.byYearDay || this.opts.byWeekNo) || this.opts.freq === "WEEKLY" && this.opts.byYearDay && this.opts.byYearDay.length > 0 || this.opts.freq === "WEEKLY" && this.opts.byWeekNo && this.opts.byWeekNo.length > 0) return this._allYearlyComplex(iterator);
        if ((this.opts.freq === "MINUTELY" || this.opts.freq === "SECONDLY") && (this.opts.byMonth || this.opts.byWeekNo || this.opts.byYearDay || this.opts.byMonthDay || this.opts.byDay)) return this._allMinutelySecondlyComplex(iterator);
        if (this.opts.freq === "MONTHLY" && this.opts.byWeekNo && this.opts.byWeekNo.length > 0) return this._allMonthlyByWeekNo(iterator);
        if (this.opts.freq === "MONTHLY" && this.opts.byYearDay && this.opts.byYearDay.length > 0 && !this.opts.byDay && !this.opts.byMonthDay) return this._allMonthlyByYearDay(iterator);
        if (this.opts.rscale && this.opts.freq === "MONTHLY" && !this.opts.byDay && !this.opts.byMonthDay && !this.opts.byWeekNo && !this.opts.byYearDay) return this._allMonthlyRscaleSimple(iterator);
        if ((this.opts.freq === "MINUTELY" || this.opts.freq === "HOURLY" || this.opts.freq === "DAILY") && this.opts.bySetPos) return this._allDailyMinutelyHourlyWithBySetPos(iterator);
        return this._allFallback(iterator);
      }
      /**
      * RFC 7529: RSCALE present, simple monthly iteration with SKIP behavior.
      * Handles month-to-month stepping from DTSTART's year/month aiming for DTSTART's day-of-month.
      * Applies SKIP=OMIT (skip invalid months), BACKWARD (clamp to last day), FORWARD (first day of next month).
      */
      _allMonthlyRscaleSimple(iterator) {
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        const interval = this.opts.interval ?? 1;
        const targetDom = start.day;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        let cursor = start.with({ day: 1 });
        while (true) {
          if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
          const lastDay = cursor.add({ months: 1 }).subtract({ days: 1 }).day;
          let occ = null;
          if (targetDom <= lastDay) occ = cursor.with({ day: targetDom });
          else {
            const skip = this.opts.skip || "OMIT";
            if (skip === "BACKWARD") occ = cursor.with({ day: lastDay });
            else if (skip === "FORWARD") occ = cursor.add({ months: 1 }).with({ day: 1 });
            else occ = null;
          }
          if (occ) {
            occ = occ.with({
              hour: start.hour,
              minute: start.minute,
              second: start.second
            });
            if (!(iterator && this.isExcluded(occ))) {
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, start) >= 0) if (!iterator || iterator(occ, dates.length)) {
                dates.push(occ);
                if (this.shouldBreakForCountLimit(dates.length)) break;
              } else break;
            }
          }
          cursor = cursor.add({ months: interval });
          if (this.opts.until && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(cursor, this.opts.until) > 0) break;
        }
        return this.applyCountLimitAndMergeRDates(dates, iterator);
      }
      /**
      * Converts rDate entries to ZonedDateTime and merges with existing dates.
      * @param dates - Array of dates to merge with
      * @returns Merged and deduplicated array of dates
      */
      mergeAndDeduplicateRDates(dates) {
        if (this.opts.rDate) dates.push(...this.opts.rDate);
        dates.sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
        const dedup = [];
        for (const d of dates) if (dedup.length === 0 || _js_temporal_polyfill.Temporal.ZonedDateTime.compare(d, dedup[dedup.length - 1]) !== 0) dedup.push(d);
        return dedup;
      }
      /**
      * Checks if a date is in the exDate list.
      * @param date - Date to check
      * @returns True if the date is excluded
      */
      isExcluded(date) {
        if (!this.opts.exDate || this.opts.exDate.length === 0) return false;
        return this.opts.exDate.some((exDate) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(date, exDate) === 0);
      }
      /**
      * Excludes exDate entries from the given array of dates.
      * @param dates - Array of dates to filter
      * @returns Filtered array with exDate entries removed
      */
      excludeExDates(dates) {
        if (!this.opts.exDate || this.opts.exDate.length === 0) return dates;
        return dates.filter((date) => {
          return !this.isExcluded(date);
        });
      }
      /**
      * Applies count limit and merges rDates with the rule-generated dates.
      * @param dates - Array of dates generated by the rule
      * @param iterator - Optional iterator function
      * @returns Final array of dates after merging and applying count limit
      */
      applyCountLimitAndMergeRDates(dates, iterator) {
        const merged = this.mergeAndDeduplicateRDates(dates);
        const excluded = this.excludeExDates(merged);
        const hasCountLimit = this.opts.count !== void 0;
        if (!hasCountLimit && !iterator) return excluded;
        let emitted = 0;
        const max = hasCountLimit ? this.opts.count : Infinity;
        const finalDates = [];
        for (const d of excluded) {
          if (emitted >= max) break;
          if (iterator && !iterator(d, emitted)) break;
          finalDates.push(d);
          emitted++;
        }
        return finalDates;
      }
      /**
      * Checks if the count limit should break the loop based on rDate presence.
      * @param matchCount - Current number of matches
      * @returns true if the loop should break
      */
      shouldBreakForCountLimit(matchCount) {
        if (this.opts.count === void 0) return false;
        if (!this.opts.rDate) return matchCount >= this.opts.count;
        const rDateCount = this.opts.rDate.length;
        const targetRuleCount = Math.max(this.opts.count - rDateCount, 0);
        return matchCount >= targetRuleCount + Math.min(targetRuleCount, 10);
      }
      hasTimeOfDayBetween(startTime, endTime) {
        if (_js_temporal_polyfill.Temporal.PlainTime.compare(startTime, endTime) >= 0) return false;
        const base = this.originalDtstart;
        const hours = this.opts.byHour ?? [base.hour];
        const minutes = this.opts.byMinute ?? [base.minute];
        const seconds = this.opts.bySecond ?? [base.second];
        for (const hour of hours) for (const minute of minutes) for (const second of seconds) {
          const candidate = _js_temporal_polyfill.Temporal.PlainTime.from({
            hour,
            minute,
            second,
            millisecond: base.millisecond,
            microsecond: base.microsecond,
            nanosecond: base.nanosecond
          });
          if (_js_temporal_polyfill.Temporal.PlainTime.compare(candidate, startTime) >= 0 && _js_temporal_polyfill.Temporal.PlainTime.compare(candidate, endTime) < 0) return true;
        }
        return false;
      }
      /**
      * Returns all occurrences of the rule within a specified time window.
      * @param after - The start date or Temporal.ZonedDateTime object.
      * @param before - The end date or Temporal.ZonedDateTime object.
      * @param inc - Optional boolean flag to include the start and end dates in the results.
      * @returns An array of Temporal.ZonedDateTime objects representing all occurrences of the rule within the specified time window.
      */
      between(after, before, inc = false) {
        const startInst = after instanceof Date ? _js_temporal_polyfill.Temporal.Instant.from(after.toISOString()) : normalizeZonedDateTime(after, "after").toInstant();
        const endInst = before instanceof Date ? _js_temporal_polyfill.Temporal.Instant.from(before.toISOString()) : normalizeZonedDateTime(before, "before").toInstant();
        const startZdt = _js_temporal_polyfill.Temporal.Instant.from(startInst).toZonedDateTimeISO(this.tzid);
        const beforeZdt = _js_temporal_polyfill.Temporal.Instant.from(endInst).toZonedDateTimeISO(this.tzid);
        const tempOpts = { ...this.opts };
        if (!tempOpts.until || _js_temporal_polyfill.Temporal.ZonedDateTime.compare(beforeZdt, tempOpts.until) < 0) tempOpts.until = beforeZdt;
        if (tempOpts.count === void 0) {
          const interval = tempOpts.interval ?? 1;
          const aligned = startZdt.withPlainTime(this.originalDtstart.toPlainTime());
          let unit;
          switch (tempOpts.freq) {
            case "YEARLY":
              unit = "years";
              break;
            case "MONTHLY":
              unit = "months";
              break;
            case "WEEKLY":
              unit = "weeks";
              break;
            case "DAILY":
              unit = "days";
              break;
            case "HOURLY":
              unit = "hours";
              break;
            case "MINUTELY":
              unit = "minutes";
              break;
            default:
              unit = "seconds";
          }
          const dtstartNormalized = RRuleTemporal2.normalizeToPolyfill(this.opts.dtstart);
          const startZdtNormalized = RRuleTemporal2.normalizeToPolyfill(startZdt).withTimeZone(dtstartNormalized.timeZoneId);
          const alignedNormalized = RRuleTemporal2.normalizeToPolyfill(aligned.withPlainTime(this.originalDtstart.toPlainTime())).withTimeZone(dtstartNormalized.timeZoneId);
          const diffAnchor = [
            "hours",
            "minutes",
            "seconds"
          ].includes(unit) ? startZdtNormalized : alignedNormalized;
          const unitsBetween = dtstartNormalized.until(diffAnchor, { largestUnit: unit })[unit];
          let steps = Math.floor(unitsBetween / interval);
          const durationForJump = (jump) => {
            switch (unit) {
              case "years":
                return { years: jump };
              case "months":
                return { months: jump };
              case "weeks":
                return { weeks: jump };
              case "days":
                return { days: jump };
              case "hours":
                return { hours: jump };
              case "minutes":
                return { minutes: jump };
              default:
                return { seconds: jump };
            }
          };
          let candidate = RRuleTemporal2.normalizeToPolyfill(this.opts.dtstart.add(durationForJump(steps * interval)));
          if (steps > 0 && [
            "years",
            "months",
            "weeks",
            "days"
          ].includes(unit)) {
            if (candidate.toPlainDate().equals(startZdtNormalized.toPlainDate()) && _js_temporal_polyfill.Temporal.ZonedDateTime.compare(candidate, startZdtNormalized) > 0) {
              if (this.hasTimeOfDayBetween(startZdtNormalized.toPlainTime(), candidate.toPlainTime())) {
                steps -= 1;
                candidate = RRuleTemporal2.normalizeToPolyfill(this.opts.dtstart.add(durationForJump(steps * interval)));
              }
            }
          }
          const dtstartForCompare = RRuleTemporal2.normalizeToPolyfill(this.opts.dtstart);
          if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(candidate, dtstartForCompare) < 0) candidate = dtstartForCompare;
          tempOpts.dtstart = candidate;
        }
        const allDates = new RRuleTemporal2(tempOpts).allInternal();
        return RRuleTemporal2.toPublicDates(allDates.filter((date) => {
          const inst = date.toInstant();
          const afterStart = inc ? _js_temporal_polyfill.Temporal.Instant.compare(inst, startInst) >= 0 : _js_temporal_polyfill.Temporal.Instant.compare(inst, startInst) > 0;
          const beforeEnd = inc ? _js_temporal_polyfill.Temporal.Instant.compare(inst, endInst) <= 0 : _js_temporal_polyfill.Temporal.Instant.compare(inst, endInst) < 0;
          return afterStart && beforeEnd;
        }));
      }
      /**
      * Convenience helper: true if the exact instant is an occurrence of the rule.
      * This checks full date-time equality (including time and time zone).
      */
      matches(date) {
        return this.between(date, date, true).length > 0;
      }
      /**
      * Convenience helper: true if any occurrence falls on the given calendar day
      * in the rule's time zone. This ignores time-of-day granularity.
      */
      occursOn(date) {
        const startOfDay = _js_temporal_polyfill.Temporal.PlainDate.from(date.toString()).toZonedDateTime({
          timeZone: this.tzid,
          plainTime: _js_temporal_polyfill.Temporal.PlainTime.from("00:00")
        });
        const endOfDay = startOfDay.add({ days: 1 }).subtract({ nanoseconds: 1 });
        return this.between(startOfDay, endOfDay, true).length > 0;
      }
      /**
      * Returns the next occurrence of the rule after a specified date.
      * @param after - The start date or Temporal.ZonedDateTime object.
      * @param inc - Optional boolean flag to include occurrences on the start date.
      * @returns The next occurrence of the rule after the specified date or null if no occurrences are found.
      */
      next(after = /* @__PURE__ */ new Date(), inc = false) {
        const afterInst = after instanceof Date ? _js_temporal_polyfill.Temporal.Instant.from(after.toISOString()) : normalizeZonedDateTime(after, "after").toInstant();
        let result = null;
        this.allInternal((occ) => {
          const inst = occ.toInstant();
          if (inc ? _js_temporal_polyfill.Temporal.Instant.compare(inst, afterInst) >= 0 : _js_temporal_polyfill.Temporal.Instant.compare(inst, afterInst) > 0) {
            if (!result || _js_temporal_polyfill.Temporal.ZonedDateTime.compare(occ, result) < 0) result = occ;
            return false;
          }
          return true;
        });
        return RRuleTemporal2.toPublicDate(result);
      }
      /**
      * Returns the previous occurrence of the rule before a specified date.
      * @param before - The end date or Temporal.ZonedDateTime object.
      * @param inc - Optional boolean flag to include occurrences on the end date.
      * @returns The previous occurrence of the rule before the specified date or null if no occurrences are found.
      */
      previous(before = /* @__PURE__ */ new Date(), inc = false) {
        const beforeInst = before instanceof Date ? _js_temporal_polyfill.Temporal.Instant.from(before.toISOString()) : normalizeZonedDateTime(before, "before").toInstant();
        let prev = null;
        this.allInternal((occ) => {
          const inst = occ.toInstant();
          if (inc ? _js_temporal_polyfill.Temporal.Instant.compare(inst, beforeInst) > 0 : _js_temporal_polyfill.Temporal.Instant.compare(inst, beforeInst) >= 0) return false;
          prev = occ;
          return true;
        });
        return RRuleTemporal2.toPublicDate(prev);
      }
      toString() {
        const iso = this.originalDtstart.toString({ smallestUnit: "second" }).replace(/[-:]/g, "");
        const dtLine = `DTSTART;TZID=${this.tzid}:${iso.slice(0, 15)}`;
        const rule = [];
        const { freq, interval, count, until, byHour, byMinute, bySecond, byDay, byMonth, byMonthDay, bySetPos, byWeekNo, byYearDay, wkst, rDate, exDate } = this.opts;
        if (this.opts.rscale) rule.push(`RSCALE=${this.opts.rscale}`);
        if (this.opts.rscale && this.opts.skip) rule.push(`SKIP=${this.opts.skip}`);
        rule.push(`FREQ=${freq}`);
        if (interval !== 1) rule.push(`INTERVAL=${interval}`);
        if (count !== void 0) rule.push(`COUNT=${count}`);
        if (until) rule.push(`UNTIL=${this.formatIcsDateTime(until)}`);
        if (byHour) rule.push(`BYHOUR=${byHour.join(",")}`);
        if (byMinute) rule.push(`BYMINUTE=${byMinute.join(",")}`);
        if (bySecond) rule.push(`BYSECOND=${bySecond.join(",")}`);
        if (byDay) rule.push(`BYDAY=${byDay.join(",")}`);
        if (byMonth) rule.push(`BYMONTH=${byMonth.join(",")}`);
        if (byMonthDay) rule.push(`BYMONTHDAY=${byMonthDay.join(",")}`);
        if (bySetPos) rule.push(`BYSETPOS=${bySetPos.join(",")}`);
        if (byWeekNo) rule.push(`BYWEEKNO=${byWeekNo.join(",")}`);
        if (byYearDay) rule.push(`BYYEARDAY=${byYearDay.join(",")}`);
        if (wkst) rule.push(`WKST=${wkst}`);
        const lines = [dtLine, `RRULE:${rule.join(";")}`];
        if (rDate) lines.push(`RDATE:${this.joinDates(rDate)}`);
        if (exDate) lines.push(`EXDATE:${this.joinDates(exDate)}`);
        return lines.join("\n");
      }
      formatIcsDateTime(date) {
        return date.toInstant().toString().replace(/[-:]/g, "").slice(0, 15) + "Z";
      }
      joinDates(dates) {
        return dates.map((d) => this.formatIcsDateTime(d));
      }
      /**
      * Given any date in a month, return all the ZonedDateTimes in that month
      * matching your opts.byDay and opts.byMonth (or the single "same day" if no BYDAY).
      */
      generateMonthlyOccurrences(sample) {
        const monthStart = sample.day === 1 ? sample : sample.with({ day: 1 });
        if (!this.opts.byDay && !this.opts.byMonthDay) return this.expandByTime(sample);
        const finalDays = this.generateMonthlyOccurrenceDays(monthStart);
        if (finalDays.length === 0) return [];
        return finalDays.map((d) => monthStart.with({ day: d })).flatMap((z) => this.expandByTime(z));
      }
      /**
      * Given any date in a year, return all ZonedDateTimes in that year matching
      * the BYDAY/BYMONTHDAY/BYMONTH constraints. Months default to DTSTART's month
      * if BYMONTH is not specified.
      */
      generateYearlyOccurrences(sample) {
        const months = this.opts.byMonth ? this.opts.byMonth.filter((v) => typeof v === "number").sort((a, b) => a - b) : this.opts.byMonthDay || this.opts.byDay ? [
          1,
          2,
          3,
          4,
          5,
          6,
          7,
          8,
          9,
          10,
          11,
          12
        ] : [this.originalDtstart.month];
        let occs = [];
        if (this.opts.byDay && this.opts.byDay.some((t) => /^[+-]?\d/.test(t)) && !this.opts.byMonth) {
          const dayMap = weekdayToIsoDay;
          for (const tok of this.opts.byDay) {
            const parsed = parseByDayToken(tok);
            if (!parsed || parsed.ord === 0) continue;
            const ord = parsed.ord;
            const wd = dayMap[parsed.weekday];
            let dt;
            if (ord > 0) {
              const jan1 = sample.with({
                month: 1,
                day: 1
              });
              const delta = (wd - jan1.dayOfWeek + 7) % 7;
              dt = jan1.add({ days: delta + 7 * (ord - 1) });
            } else {
              const dec31 = sample.with({
                month: 12,
                day: 31
              });
              const delta = (dec31.dayOfWeek - wd + 7) % 7;
              dt = dec31.subtract({ days: delta + 7 * (-ord - 1) });
            }
            occs.push(...this.expandByTime(dt));
          }
        } else if (!this.opts.byYearDay && !this.opts.byWeekNo) {
          occs = [];
          for (const m of months) {
            const monthSample = sample.with({
              month: m,
              day: 1
            });
            const monthOccs = this.generateMonthlyOccurrences(monthSample);
            if (monthOccs.length === 0 && this.opts.rscale && this.opts.byMonthDay && this.opts.byMonthDay.length > 0) {
              const lastDay = monthSample.add({ months: 1 }).subtract({ days: 1 }).day;
              const target = this.opts.byMonthDay[0];
              const absTarget = target > 0 ? target : lastDay + target + 1;
              if (absTarget > lastDay || absTarget <= 0) {
                const skip = this.opts.skip || "OMIT";
                if (skip === "BACKWARD") occs.push(...this.expandByTime(monthSample.with({ day: lastDay })));
                else if (skip === "FORWARD") {
                  const nextMonth = monthSample.add({ months: 1 }).with({ day: 1 });
                  occs.push(...this.expandByTime(nextMonth));
                }
              }
            } else occs.push(...monthOccs);
          }
        }
        if (this.opts.byYearDay) {
          const last = sample.with({
            month: 12,
            day: 31
          }).dayOfYear;
          for (const d of this.opts.byYearDay) {
            const dayNum = d > 0 ? d : last + d + 1;
            if (dayNum <= 0 || dayNum > last) continue;
            const dt = this.opts.freq === "MINUTELY" ? sample.with({
              month: 1,
              day: 1,
              hour: 0,
              minute: 0,
              second: 0,
              millisecond: 0
            }).add({ days: dayNum - 1 }) : sample.with({
              month: 1,
              day: 1
            }).add({ days: dayNum - 1 });
            if (!this.opts.byMonth || this.opts.byMonth.includes(dt.month)) occs.push(...this.expandByTime(dt));
          }
        }
        if (this.opts.byWeekNo) {
          const { lastWeek, firstWeekStart, tokens } = this.isoWeekByDay(sample);
          for (const weekNo of this.opts.byWeekNo) {
            if (weekNo > 0 && weekNo > lastWeek || weekNo < 0 && -weekNo > lastWeek) continue;
            const weekIndex = weekNo > 0 ? weekNo - 1 : lastWeek + weekNo;
            const weekStart = firstWeekStart.add({ weeks: weekIndex });
            occs.push(...this.addByDay(tokens, weekStart));
          }
        }
        occs = occs.sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
        occs = this.applyBySetPos(occs);
        return occs;
      }
      addByDay(tokens, weekStart) {
        const dayMap = weekdayToIsoDay;
        const wkst = dayMap[this.opts.wkst || "MO"];
        const entries = [];
        for (const tok of tokens) {
          if (!tok) continue;
          const targetDow = dayMap[tok];
          const inst = weekStart.add({ days: (targetDow - wkst + 7) % 7 });
          if (!this.opts.byMonth || this.opts.byMonth.includes(inst.month)) entries.push(...this.expandByTime(inst));
        }
        return entries;
      }
      /**
      * Helper to find the next valid value from a sorted array
      */
      findNextValidValue(currentValue, validValues, compare) {
        return validValues.find((v) => compare(v, currentValue) > 0) || null;
      }
      /**
      * Efficiently find the next valid date for MINUTELY and SECONDLY frequency by jumping over
      * large gaps when BYXXX constraints don't match.
      */
      findNextValidDate(current) {
        if (this.opts.byWeekNo && this.opts.byYearDay) {
          const yearStart = current.with({
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            millisecond: 0
          });
          const yearDays = this.opts.byYearDay.map((yd) => {
            const lastDayOfYear = yearStart.with({
              month: 12,
              day: 31
            }).dayOfYear;
            return yd > 0 ? yd : lastDayOfYear + yd + 1;
          });
          for (const yd of yearDays) {
            const date = yearStart.add({ days: yd - 1 });
            if (this.matchesByWeekNo(date)) break;
          }
        }
        if (this.opts.byMonth) {
          const numericMonths = this.opts.byMonth.filter((v) => typeof v === "number");
          if (numericMonths.length && !numericMonths.includes(current.month)) {
            const months = [...numericMonths].sort((a, b) => a - b);
            const nextMonth = this.findNextValidValue(current.month, months, (a, b) => a - b);
            if (nextMonth) current = current.with({
              month: nextMonth,
              day: 1,
              hour: 0,
              minute: 0,
              second: 0
            });
            else current = current.add({ years: 1 }).with({
              month: months[0],
              day: 1,
              hour: 0,
              minute: 0,
              second: 0
            });
            current = this.applyTimeOverride(current);
            return current;
          }
        }
        if (this.opts.byWeekNo && !this.matchesByWeekNo(current)) {
          current = current.add({ weeks: 1 }).with({
            hour: 0,
            minute: 0,
            second: 0
          });
          current = this.applyTimeOverride(current);
          return current;
        }
        if (this.opts.byYearDay && !this.matchesByYearDay(current)) {
          const yearDays = [...this.opts.byYearDay].sort((a, b) => a - b);
          const currentYearDay = current.dayOfYear;
          const lastDayOfYear = current.with({
            month: 12,
            day: 31
          }).dayOfYear;
          let nextYearDay = yearDays.find((d) => {
            return (d > 0 ? d : lastDayOfYear + d + 1) > currentYearDay;
          });
          if (nextYearDay) {
            const dayNum = nextYearDay > 0 ? nextYearDay : lastDayOfYear + nextYearDay + 1;
            if (this.opts.freq === "MINUTELY" || this.opts.freq === "SECONDLY") current = current.with({
              month: 1,
              day: 1,
              hour: 0,
              minute: 0,
              second: 0,
              millisecond: 0
            }).add({ days: dayNum - 1 });
            else current = current.with({
              month: 1,
              day: 1
            }).add({ days: dayNum - 1 });
          } else {
            const nextYear = current.add({ years: 1 });
            const nextYearLastDay = nextYear.with({
              month: 12,
              day: 31
            }).dayOfYear;
            const firstYearDay = yearDays[0];
            if (firstYearDay !== void 0) {
              const dayNum = firstYearDay > 0 ? firstYearDay : nextYearLastDay + firstYearDay + 1;
              if (this.opts.freq === "MINUTELY" || this.opts.freq === "SECONDLY") current = nextYear.with({
                month: 1,
                day: 1,
                hour: 0,
                minute: 0,
                second: 0,
                millisecond: 0
              }).add({ days: dayNum - 1 });
              else current = nextYear.with({
                month: 1,
                day: 1
              }).add({ days: dayNum - 1 });
            }
          }
          current = this.applyTimeOverride(current);
          return current;
        }
        if (this.opts.byMonthDay && !this.matchesByMonthDay(current)) {
          const monthDays = [...this.opts.byMonthDay].sort((a, b) => a - b);
          const lastDayOfMonth = current.with({ day: 1 }).add({ months: 1 }).subtract({ days: 1 }).day;
          const currentDay = current.day;
          const validDays = monthDays.map((d) => d > 0 ? d : lastDayOfMonth + d + 1).filter((d) => d > 0 && d <= lastDayOfMonth).sort((a, b) => a - b);
          const nextDay = this.findNextValidValue(currentDay, validDays, (a, b) => a - b);
          if (nextDay) current = current.with({
            day: nextDay,
            hour: 0,
            minute: 0,
            second: 0
          });
          else {
            const nextMonth = current.add({ months: 1 }).with({ day: 1 });
            const nextMonthLastDay = nextMonth.add({ months: 1 }).subtract({ days: 1 }).day;
            const firstMonthDay = monthDays[0];
            if (firstMonthDay !== void 0) {
              const dayNum = firstMonthDay > 0 ? firstMonthDay : nextMonthLastDay + firstMonthDay + 1;
              current = nextMonth.with({
                day: Math.max(1, Math.min(dayNum, nextMonthLastDay)),
                hour: 0,
                minute: 0,
                second: 0
              });
            } else current = current.add({ months: 1 }).with({
              day: 1,
              hour: 0,
              minute: 0,
              second: 0
            });
          }
          current = this.applyTimeOverride(current);
          return current;
        }
        if (this.opts.byDay && !this.matchesByDay(current)) {
          const targetDays = this.allByDayIsoDays;
          if (!targetDays?.length) return this.applyTimeOverride(current.add({ days: 1 }).with({
            hour: 0,
            minute: 0,
            second: 0
          }));
          const nextDayOfWeek = this.findNextValidValue(current.dayOfWeek, targetDays, (a, b) => a - b);
          if (nextDayOfWeek) {
            const delta = (nextDayOfWeek - current.dayOfWeek + 7) % 7;
            current = current.add({ days: delta }).with({
              hour: 0,
              minute: 0,
              second: 0
            });
          } else {
            const delta = (targetDays[0] - current.dayOfWeek + 7) % 7;
            current = current.add({ days: delta + 7 }).with({
              hour: 0,
              minute: 0,
              second: 0
            });
          }
          current = this.applyTimeOverride(current);
          return current;
        }
        switch (this.opts.freq) {
          case "SECONDLY":
          case "MINUTELY":
            current = current.add({ days: 1 }).with({
              hour: 0,
              minute: 0,
              second: 0
            });
            break;
          case "HOURLY":
            current = current.add({ days: 1 }).with({
              hour: 0,
              minute: 0,
              second: 0
            });
            break;
          case "DAILY":
          case "WEEKLY":
            current = current.add({ months: 1 }).with({
              day: 1,
              hour: 0,
              minute: 0,
              second: 0
            });
            break;
          case "MONTHLY":
          case "YEARLY":
            current = current.add({ years: 1 }).with({
              month: 1,
              day: 1,
              hour: 0,
              minute: 0,
              second: 0
            });
            break;
        }
        return this.applyTimeOverride(current);
      }
      applyBySetPos(list) {
        const { bySetPos } = this.opts;
        if (!bySetPos || !bySetPos.length) return list;
        const sorted = [...list].sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
        return this.applyBySetPosToSortedList(sorted).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
      }
      isoWeekByDay(sample) {
        const dayMap = weekdayToIsoDay;
        const wkst = dayMap[this.opts.wkst || "MO"];
        const jan1 = sample.with({
          month: 1,
          day: 1
        });
        const jan4 = sample.with({
          month: 1,
          day: 4
        });
        const delta = (jan4.dayOfWeek - wkst + 7) % 7;
        const firstWeekStart = jan4.subtract({ days: delta });
        const isLeapYear = jan1.inLeapYear;
        return {
          lastWeek: jan1.dayOfWeek === 4 || isLeapYear && jan1.dayOfWeek === 3 ? 53 : 52,
          firstWeekStart,
          tokens: this.opts.byDay?.length ? this.opts.byDay.map((tok) => extractWeekdayToken(tok)).filter((day) => day !== null) : [Object.entries(dayMap).find(([, d]) => d === this.originalDtstart.dayOfWeek)[0]]
        };
      }
      /**
      * Generate occurrences for a specific week number in a given year
      */
      generateOccurrencesForWeekInYear(year, weekNo) {
        const occs = [];
        const sample = this.originalDtstart.with({
          year,
          month: 1,
          day: 1
        });
        const { lastWeek, firstWeekStart, tokens } = this.isoWeekByDay(sample);
        if (weekNo > 0 && weekNo > lastWeek || weekNo < 0 && -weekNo > lastWeek) return occs;
        const weekIndex = weekNo > 0 ? weekNo - 1 : lastWeek + weekNo;
        const weekStart = firstWeekStart.add({ weeks: weekIndex });
        occs.push(...this.addByDay(tokens, weekStart));
        return occs.sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
      }
      getRscaleCalendarId() {
        return {
          GREGORIAN: "gregory",
          CHINESE: "chinese",
          HEBREW: "hebrew",
          INDIAN: "indian"
        }[this.opts.rscale?.toUpperCase() || ""] || null;
      }
      assertRscaleCalendarSupported(calId) {
        if (calId === "gregory" || calId === "iso8601") return;
        const cached = RRuleTemporal2.rscaleCalendarSupport[calId];
        if (cached === true) return;
        if (cached === false) throw new Error(`RSCALE=${this.opts.rscale} is not supported by the current Temporal/Intl implementation`);
        let supported = true;
        try {
          const probe = _js_temporal_polyfill.Temporal.ZonedDateTime.from("2000-01-01T00:00:00+00:00[UTC]").withCalendar(calId);
          probe.year;
          probe.monthCode;
          probe.day;
        } catch {
          supported = false;
        }
        RRuleTemporal2.rscaleCalendarSupport[calId] = supported;
        if (!supported) throw new Error(`RSCALE=${this.opts.rscale} is not supported by the current Temporal/Intl implementation`);
      }
      pad2(n) {
        return String(n).padStart(2, "0");
      }
      monthMatchesToken(monthCode, token) {
        if (typeof token === "number") return monthCode === `M${this.pad2(token)}`;
        if (/^\d+L$/i.test(token)) {
          const n = parseInt(token, 10);
          return monthCode === `M${this.pad2(n)}L`;
        }
        return false;
      }
      monthsOfYear(calId, year) {
        const out = [];
        for (let m = 1; m <= 20; m++) try {
          const d = _js_temporal_polyfill.Temporal.PlainDate.from({
            calendar: calId,
            year,
            month: m,
            day: 1
          });
          out.push(d);
        } catch {
          break;
        }
        return out;
      }
      startOfYear(calId, year) {
        return _js_temporal_polyfill.Temporal.PlainDate.from({
          calendar: calId,
          year,
          month: 1,
          day: 1
        });
      }
      endOfYear(calId, year) {
        return this.startOfYear(calId, year + 1).subtract({ days: 1 });
      }
      rscaleFirstWeekStart(calId, year, wkst) {
        const jan4 = _js_temporal_polyfill.Temporal.PlainDate.from({
          calendar: calId,
          year,
          month: 1,
          day: 4
        });
        const delta = (jan4.dayOfWeek - wkst + 7) % 7;
        return jan4.subtract({ days: delta });
      }
      rscaleLastWeekCount(calId, year, wkst) {
        const firstWeekStart = this.rscaleFirstWeekStart(calId, year, wkst);
        const diffDays = this.endOfYear(calId, year).since(firstWeekStart).days;
        return Math.floor(diffDays / 7) + 1;
      }
      lastDayOfMonth(pd) {
        return pd.with({ day: 1 }).add({ months: 1 }).subtract({ days: 1 }).day;
      }
      buildZdtFromPlainDate(pd) {
        const t = this.originalDtstart;
        return _js_temporal_polyfill.Temporal.PlainDateTime.from({
          calendar: pd.calendarId,
          year: pd.year,
          month: pd.month,
          day: pd.day,
          hour: t.hour,
          minute: t.minute,
          second: t.second
        }).toZonedDateTime(this.tzid);
      }
      rscaleMatchesByYearDay(calId, pd) {
        const list = this.opts.byYearDay;
        if (!list || list.length === 0) return true;
        const last = this.endOfYear(calId, pd.year).dayOfYear;
        return list.some((d) => d > 0 ? pd.dayOfYear === d : pd.dayOfYear === last + d + 1);
      }
      rscaleMatchesByWeekNo(calId, pd) {
        const list = this.opts.byWeekNo;
        if (!list || list.length === 0) return true;
        const wkst = weekdayToIsoDay[this.opts.wkst || "MO"];
        const weekYear = pd.subtract({ days: (pd.dayOfWeek - wkst + 7) % 7 }).add({ days: (4 - wkst + 7) % 7 }).year;
        const firstStart = this.rscaleFirstWeekStart(calId, weekYear, wkst);
        const lastWeek = this.rscaleLastWeekCount(calId, weekYear, wkst);
        const idx = Math.floor(pd.since(firstStart).days / 7) + 1;
        return list.some((wn) => wn > 0 ? idx === wn : idx === lastWeek + wn + 1);
      }
      rscaleMatchesByMonth(calId, pd) {
        const tokens = this.opts.byMonth;
        if (!tokens || tokens.length === 0) return true;
        return tokens.some((tok) => this.monthMatchesToken(pd.monthCode, tok));
      }
      rscaleMatchesByMonthDay(pd) {
        const list = this.opts.byMonthDay;
        if (!list || list.length === 0) return true;
        const last = pd.with({ day: 1 }).add({ months: 1 }).subtract({ days: 1 }).day;
        const value = pd.day;
        return list.some((d) => d > 0 ? value === d : value === last + d + 1);
      }
      rscaleMatchesByDayBasic(pd) {
        const byDay = this.opts.byDay;
        if (!byDay || byDay.length === 0) return true;
        const dayMap = weekdayToIsoDay;
        const tokens = byDay.map((tok) => extractWeekdayToken(tok)).filter((x) => x !== null);
        if (tokens.length === 0) return true;
        return tokens.some((wd) => dayMap[wd] === pd.dayOfWeek);
      }
      rscaleDateMatches(calId, pd) {
        return this.rscaleMatchesByMonth(calId, pd) && this.rscaleMatchesByYearDay(calId, pd) && this.rscaleMatchesByWeekNo(calId, pd) && this.rscaleMatchesByMonthDay(pd) && this.rscaleMatchesByDayBasic(pd);
      }
      applySkipForDay(calId, year, monthStart, targetDay) {
        const last = this.lastDayOfMonth(monthStart);
        const skip = this.opts.skip || "OMIT";
        if (targetDay >= 1 && targetDay <= last) return monthStart.with({ day: targetDay });
        if (skip === "BACKWARD") return monthStart.with({ day: last });
        if (skip === "FORWARD") return monthStart.add({ months: 1 }).with({ day: 1 });
        return null;
      }
      generateMonthlyOccurrencesRscale(calId, year, monthStart) {
        const occs = [];
        const byMonthDay = this.opts.byMonthDay;
        const byDay = this.opts.byDay;
        if (!byDay && !byMonthDay) {
          const targetDay = this.originalDtstart.withCalendar(calId).day;
          const pd = this.applySkipForDay(calId, year, monthStart, targetDay);
          if (pd) occs.push(this.buildZdtFromPlainDate(pd));
          return occs;
        }
        const addZ = (pd) => {
          occs.push(this.buildZdtFromPlainDate(pd));
        };
        const last = this.lastDayOfMonth(monthStart);
        const resolveDay = (d) => d > 0 ? d : last + d + 1;
        if (byMonthDay && byMonthDay.length > 0) for (const raw of byMonthDay) {
          const dayNum = resolveDay(raw);
          const pd = this.applySkipForDay(calId, year, monthStart, dayNum);
          if (pd) addZ(pd);
        }
        if (byDay && byDay.length > 0) {
          const dayMap = weekdayToIsoDay;
          const buckets = {};
          let cur = monthStart;
          while (cur.month === monthStart.month && cur.year === monthStart.year) {
            const wd = cur.dayOfWeek;
            (buckets[wd] ||= []).push(cur);
            cur = cur.add({ days: 1 });
          }
          for (const tok of byDay) {
            const parsed = parseByDayToken(tok);
            if (!parsed) continue;
            const ord = parsed.ord;
            const list = buckets[dayMap[parsed.weekday]] || [];
            if (list.length === 0) continue;
            if (ord === 0) for (const pd of list) addZ(pd);
            else {
              const pd = list[ord > 0 ? ord - 1 : list.length + ord];
              if (pd) addZ(pd);
            }
          }
        }
        return this.applyBySetPos(occs).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
      }
      _allRscaleNonGregorian(iterator) {
        const calId = this.getRscaleCalendarId();
        if (!calId) return this._allFallback(iterator);
        this.assertRscaleCalendarSupported(calId);
        const dates = [];
        let iterationCount = 0;
        const start = this.originalDtstart;
        const seed = start.withCalendar(calId);
        const interval = this.opts.interval ?? 1;
        if (!this.addDtstartIfNeeded(dates, iterator)) return this.applyCountLimitAndMergeRDates(dates, iterator);
        if (this.opts.freq === "YEARLY") {
          let yearOffset = 0;
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            const tgtYear = seed.year + yearOffset * interval;
            let occs = [];
            const monthsTokens = this.opts.byMonth;
            const months = this.monthsOfYear(calId, tgtYear);
            const dayMap = weekdayToIsoDay;
            const wkst = dayMap[this.opts.wkst || "MO"];
            if (this.opts.byWeekNo && this.opts.byWeekNo.length > 0) {
              const firstStart = this.rscaleFirstWeekStart(calId, tgtYear, wkst);
              const lastWeek = this.rscaleLastWeekCount(calId, tgtYear, wkst);
              const tokens = this.opts.byDay?.length ? this.opts.byDay.map((tok) => extractWeekdayToken(tok)).filter((day) => day !== null) : [Object.entries(dayMap).find(([, d]) => d === this.originalDtstart.dayOfWeek)[0]];
              for (const wn of this.opts.byWeekNo) {
                let idx = wn > 0 ? wn - 1 : lastWeek + wn;
                if (idx < 0 || idx >= lastWeek) continue;
                const weekStart = firstStart.add({ weeks: idx });
                for (const tok of tokens) {
                  const targetDow = dayMap[tok];
                  const pd = weekStart.add({ days: (targetDow - wkst + 7) % 7 });
                  if (monthsTokens && monthsTokens.length > 0) {
                    if (!monthsTokens.some((t) => this.monthMatchesToken(pd.monthCode, t))) continue;
                  }
                  if (this.opts.byYearDay && this.opts.byYearDay.length > 0) {
                    const lastDay = this.endOfYear(calId, tgtYear).dayOfYear;
                    if (!this.opts.byYearDay.some((d) => {
                      const target = d > 0 ? d : lastDay + d + 1;
                      return pd.dayOfYear === target;
                    })) continue;
                  }
                  occs.push(this.buildZdtFromPlainDate(pd));
                }
              }
            } else if (this.opts.byYearDay && this.opts.byYearDay.length > 0) {
              const startOfYear = this.startOfYear(calId, tgtYear);
              const lastDay = this.endOfYear(calId, tgtYear).dayOfYear;
              for (const d of this.opts.byYearDay) {
                const target = d > 0 ? d : lastDay + d + 1;
                if (target < 1 || target > lastDay) continue;
                let pd = startOfYear.add({ days: target - 1 });
                if (monthsTokens && monthsTokens.length > 0) {
                  if (!monthsTokens.some((t) => this.monthMatchesToken(pd.monthCode, t))) continue;
                }
                occs.push(this.buildZdtFromPlainDate(pd));
              }
            } else if (!monthsTokens || monthsTokens.length === 0) try {
              const pd = _js_temporal_polyfill.Temporal.PlainDate.from({
                calendar: calId,
                year: tgtYear,
                monthCode: seed.monthCode,
                day: seed.day
              });
              occs.push(this.buildZdtFromPlainDate(pd));
            } catch {
              const skip = this.opts.skip || "OMIT";
              if (skip === "FORWARD" || skip === "BACKWARD") {
                const mapped = seed.with({ year: tgtYear });
                const adjusted = skip === "BACKWARD" ? mapped.subtract({ days: 1 }) : mapped;
                occs.push(adjusted.withCalendar("iso8601"));
              }
            }
            else {
              const monthStarts = months.filter((m) => monthsTokens.some((tok) => this.monthMatchesToken(m.monthCode, tok)));
              for (const ms of monthStarts) occs.push(...this.generateMonthlyOccurrencesRscale(calId, tgtYear, ms));
            }
            if (occs.length > 0) {
              const sorted = occs.flatMap((z) => this.expandByTime(z)).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
              const { shouldBreak } = this.processOccurrences(sorted, dates, start, iterator);
              if (shouldBreak) break;
            }
            yearOffset++;
            if (this.opts.until && tgtYear > this.opts.until.withCalendar(calId).year) break;
          }
          return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        if (this.opts.freq === "WEEKLY") {
          const dayMap = weekdayToIsoDay;
          const wkst = dayMap[this.opts.wkst || "MO"];
          const tokens = this.opts.byDay?.length ? this.opts.byDay.map((tok) => extractWeekdayToken(tok)).filter((day) => day !== null) : [Object.entries(dayMap).find(([, d]) => d === this.originalDtstart.dayOfWeek)[0]];
          let weekStart = seed.toPlainDate().subtract({ days: (seed.dayOfWeek - wkst + 7) % 7 });
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            const occs = [];
            for (const tok of tokens) {
              const targetDow = dayMap[tok];
              const pd = weekStart.add({ days: (targetDow - wkst + 7) % 7 });
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(this.buildZdtFromPlainDate(pd), this.originalDtstart) < 0) continue;
              if (this.opts.byWeekNo && this.opts.byWeekNo.length > 0) {
                const weekYear = weekStart.add({ days: (4 - wkst + 7) % 7 }).year;
                const firstStart = this.rscaleFirstWeekStart(calId, weekYear, wkst);
                const lastWeek = this.rscaleLastWeekCount(calId, weekYear, wkst);
                const idx = Math.floor(pd.since(firstStart).days / 7) + 1;
                if (!this.opts.byWeekNo.some((wn) => wn > 0 ? idx === wn : idx === lastWeek + wn + 1)) continue;
              }
              if (this.opts.byYearDay && this.opts.byYearDay.length > 0) {
                const last = this.endOfYear(calId, pd.year).dayOfYear;
                if (!this.opts.byYearDay.some((d) => d > 0 ? pd.dayOfYear === d : pd.dayOfYear === last + d + 1)) continue;
              }
              const monthsTokens = this.opts.byMonth;
              if (monthsTokens && monthsTokens.length > 0) {
                if (!monthsTokens.some((t) => this.monthMatchesToken(pd.monthCode, t))) continue;
              }
              occs.push(this.buildZdtFromPlainDate(pd));
            }
            if (occs.length) {
              const sorted = occs.flatMap((z) => this.expandByTime(z)).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
              const { shouldBreak } = this.processOccurrences(sorted, dates, start, iterator);
              if (shouldBreak) return this.applyCountLimitAndMergeRDates(dates, iterator);
            }
            weekStart = weekStart.add({ weeks: this.opts.interval ?? 1 });
            if (this.opts.until) {
              const z = this.buildZdtFromPlainDate(weekStart.add({ days: 6 }));
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(z, this.opts.until) > 0) break;
            }
          }
          return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        if (this.opts.freq === "MONTHLY") {
          let cursor = seed.toPlainDate().with({ day: 1 });
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            const year = cursor.year;
            const monthStart = cursor;
            let proceed = true;
            const monthsTokens = this.opts.byMonth;
            if (monthsTokens && monthsTokens.length > 0) proceed = monthsTokens.some((tok) => this.monthMatchesToken(monthStart.monthCode, tok));
            if (proceed) {
              const sorted = this.generateMonthlyOccurrencesRscale(calId, year, monthStart).flatMap((z) => this.expandByTime(z)).sort((a, b) => _js_temporal_polyfill.Temporal.ZonedDateTime.compare(a, b));
              const { shouldBreak } = this.processOccurrences(sorted, dates, start, iterator);
              if (shouldBreak) break;
            }
            cursor = cursor.add({ months: this.opts.interval ?? 1 });
            if (this.opts.until) {
              const z = this.buildZdtFromPlainDate(cursor);
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(z, this.opts.until) > 0) break;
            }
          }
          return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        if (this.opts.freq === "DAILY") {
          let pd = seed.toPlainDate();
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            if (this.rscaleDateMatches(calId, pd)) {
              const base = this.buildZdtFromPlainDate(pd);
              let occs = this.expandByTime(base);
              occs = this.applyBySetPos(occs);
              const { shouldBreak } = this.processOccurrences(occs, dates, start, iterator);
              if (shouldBreak) break;
            }
            pd = pd.add({ days: this.opts.interval ?? 1 });
            if (this.opts.until) {
              const z = this.buildZdtFromPlainDate(pd);
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(z, this.opts.until) > 0) break;
            }
          }
          return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        if (this.opts.freq === "HOURLY" || this.opts.freq === "MINUTELY") {
          this.opts.freq;
          const unitMs = this.opts.freq === "HOURLY" ? 36e5 : 6e4;
          const interval2 = this.opts.interval ?? 1;
          let pd = seed.toPlainDate();
          const startInstantMs = this.originalDtstart.toInstant().epochMilliseconds;
          while (true) {
            if (++iterationCount > this.maxIterations) throw new Error(`Maximum iterations (${this.maxIterations}) exceeded in all()`);
            if (this.rscaleDateMatches(calId, pd)) {
              const base = this.buildZdtFromPlainDate(pd);
              let occs = this.expandByTime(base);
              occs = occs.filter((occ) => {
                const delta = occ.toInstant().epochMilliseconds - startInstantMs;
                return Math.floor(delta / unitMs) % interval2 === 0;
              });
              const { shouldBreak } = this.processOccurrences(occs, dates, start, iterator);
              if (shouldBreak) break;
            }
            pd = pd.add({ days: 1 });
            if (this.opts.until) {
              const z = this.buildZdtFromPlainDate(pd);
              if (_js_temporal_polyfill.Temporal.ZonedDateTime.compare(z, this.opts.until) > 0) break;
            }
          }
          return this.applyCountLimitAndMergeRDates(dates, iterator);
        }
        return this._allFallback(iterator);
      }
    };
    exports2.RRuleTemporal = RRuleTemporal;
    exports2.allowedFreq = allowedFreq;
    exports2.allowedWeekdays = allowedWeekdays;
    exports2.weekdayToIsoDay = weekdayToIsoDay;
  }
});

// node_modules/rrule-temporal/dist/totext.cjs
var require_totext = __commonJS({
  "node_modules/rrule-temporal/dist/totext.cjs"(exports2) {
    Object.defineProperty(exports2, Symbol.toStringTag, { value: "Module" });
    var require_index = require_dist();
    var _js_temporal_polyfill = require_temporal_polyfill();
    var en = {
      weekdayNames: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday"
      ],
      monthNames: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
      ],
      units: {
        year: {
          singular: "year",
          plural: "years"
        },
        month: {
          singular: "month",
          plural: "months"
        },
        week: {
          singular: "week",
          plural: "weeks"
        },
        day: {
          singular: "day",
          plural: "days"
        },
        hour: {
          singular: "hour",
          plural: "hours"
        },
        minute: {
          singular: "minute",
          plural: "minutes"
        },
        second: {
          singular: "second",
          plural: "seconds"
        }
      },
      words: {
        every: "every",
        weekday: "weekday",
        on: "on",
        in: "in",
        on_the: "on the",
        day_of_month: "day of the month",
        day_of_year: "day of the year",
        in_week: "in week",
        at: "at",
        at_minute: "at minute",
        at_second: "at second",
        until: "until",
        for: "for",
        time: "time",
        times: "times",
        instance: "instance",
        week_starts_on: "week starts on",
        with: "with",
        additional_date: "additional date",
        additional_dates: "additional dates",
        excluding: "excluding",
        date: "date",
        dates: "dates",
        and: "and",
        last: "last",
        starting_from: "starting from"
      },
      ordinal: (n) => {
        const abs = Math.abs(n);
        const suffix = abs % 10 === 1 && abs % 100 !== 11 ? "st" : abs % 10 === 2 && abs % 100 !== 12 ? "nd" : abs % 10 === 3 && abs % 100 !== 13 ? "rd" : "th";
        return n < 0 ? `last` : `${abs}${suffix}`;
      }
    };
    var ALL_LOCALES = {
      en,
      de: {
        weekdayNames: [
          "Montag",
          "Dienstag",
          "Mittwoch",
          "Donnerstag",
          "Freitag",
          "Samstag",
          "Sonntag"
        ],
        monthNames: [
          "Januar",
          "Februar",
          "M\xE4rz",
          "April",
          "Mai",
          "Juni",
          "Juli",
          "August",
          "September",
          "Oktober",
          "November",
          "Dezember"
        ],
        units: {
          year: {
            singular: "Jahr",
            plural: "Jahre"
          },
          month: {
            singular: "Monat",
            plural: "Monate"
          },
          week: {
            singular: "Woche",
            plural: "Wochen"
          },
          day: {
            singular: "Tag",
            plural: "Tage"
          },
          hour: {
            singular: "Stunde",
            plural: "Stunden"
          },
          minute: {
            singular: "Minute",
            plural: "Minuten"
          },
          second: {
            singular: "Sekunde",
            plural: "Sekunden"
          }
        },
        words: {
          every: "jede/n/s",
          weekday: "Werktag",
          on: "am",
          in: "im",
          on_the: "am",
          day_of_month: "Tag des Monats",
          day_of_year: "Tag des Jahres",
          in_week: "in Kalenderwoche",
          at: "um",
          at_minute: "in Minute",
          at_second: "in Sekunde",
          until: "bis",
          for: "f\xFCr",
          time: "Mal",
          times: "Mal",
          instance: "Vorkommen",
          week_starts_on: "Woche beginnt am",
          with: "mit",
          additional_date: "zus\xE4tzlichem Datum",
          additional_dates: "zus\xE4tzlichen Daten",
          excluding: "ohne",
          date: "Datum",
          dates: "Daten",
          and: "und",
          last: "letzter",
          starting_from: "beginnend am"
        },
        ordinal: (n) => {
          if (n < 0) return "letzten";
          return `${Math.abs(n)}.`;
        }
      },
      es: {
        weekdayNames: [
          "lunes",
          "martes",
          "mi\xE9rcoles",
          "jueves",
          "viernes",
          "s\xE1bado",
          "domingo"
        ],
        monthNames: [
          "enero",
          "febrero",
          "marzo",
          "abril",
          "mayo",
          "junio",
          "julio",
          "agosto",
          "septiembre",
          "octubre",
          "noviembre",
          "diciembre"
        ],
        units: {
          year: {
            singular: "a\xF1o",
            plural: "a\xF1os"
          },
          month: {
            singular: "mes",
            plural: "meses"
          },
          week: {
            singular: "semana",
            plural: "semanas"
          },
          day: {
            singular: "d\xEDa",
            plural: "d\xEDas"
          },
          hour: {
            singular: "hora",
            plural: "horas"
          },
          minute: {
            singular: "minuto",
            plural: "minutos"
          },
          second: {
            singular: "segundo",
            plural: "segundos"
          }
        },
        words: {
          every: "cada",
          weekday: "d\xEDa de la semana",
          on: "en",
          in: "en",
          on_the: "el",
          day_of_month: "d\xEDa del mes",
          day_of_year: "d\xEDa del a\xF1o",
          in_week: "en la semana",
          at: "a las",
          at_minute: "en el minuto",
          at_second: "en el segundo",
          until: "hasta",
          for: "durante",
          time: "vez",
          times: "veces",
          instance: "ocasi\xF3n",
          week_starts_on: "la semana comienza el",
          with: "con",
          additional_date: "fecha adicional",
          additional_dates: "fechas adicionales",
          excluding: "excluyendo",
          date: "fecha",
          dates: "fechas",
          and: "y",
          last: "\xFAltimo",
          starting_from: "a partir de"
        },
        ordinal: (n) => n < 0 ? "\xFAltimo" : `${Math.abs(n)}\xBA`
      },
      hi: {
        weekdayNames: [
          "\u0938\u094B\u092E\u0935\u093E\u0930",
          "\u092E\u0902\u0917\u0932\u0935\u093E\u0930",
          "\u092C\u0941\u0927\u0935\u093E\u0930",
          "\u0917\u0941\u0930\u0941\u0935\u093E\u0930",
          "\u0936\u0941\u0915\u094D\u0930\u0935\u093E\u0930",
          "\u0936\u0928\u093F\u0935\u093E\u0930",
          "\u0930\u0935\u093F\u0935\u093E\u0930"
        ],
        monthNames: [
          "\u091C\u0928\u0935\u0930\u0940",
          "\u092B\u0930\u0935\u0930\u0940",
          "\u092E\u093E\u0930\u094D\u091A",
          "\u0905\u092A\u094D\u0930\u0948\u0932",
          "\u092E\u0908",
          "\u091C\u0942\u0928",
          "\u091C\u0941\u0932\u093E\u0908",
          "\u0905\u0917\u0938\u094D\u0924",
          "\u0938\u093F\u0924\u0902\u092C\u0930",
          "\u0905\u0915\u094D\u091F\u0942\u092C\u0930",
          "\u0928\u0935\u0902\u092C\u0930",
          "\u0926\u093F\u0938\u0902\u092C\u0930"
        ],
        units: {
          year: {
            singular: "\u0938\u093E\u0932",
            plural: "\u0938\u093E\u0932"
          },
          month: {
            singular: "\u092E\u0939\u0940\u0928\u093E",
            plural: "\u092E\u0939\u0940\u0928\u0947"
          },
          week: {
            singular: "\u0938\u092A\u094D\u0924\u093E\u0939",
            plural: "\u0938\u092A\u094D\u0924\u093E\u0939"
          },
          day: {
            singular: "\u0926\u093F\u0928",
            plural: "\u0926\u093F\u0928"
          },
          hour: {
            singular: "\u0918\u0902\u091F\u093E",
            plural: "\u0918\u0902\u091F\u0947"
          },
          minute: {
            singular: "\u092E\u093F\u0928\u091F",
            plural: "\u092E\u093F\u0928\u091F"
          },
          second: {
            singular: "\u0938\u0947\u0915\u0902\u0921",
            plural: "\u0938\u0947\u0915\u0902\u0921"
          }
        },
        words: {
          every: "\u0939\u0930",
          weekday: "\u0938\u092A\u094D\u0924\u093E\u0939 \u0915\u093E \u0926\u093F\u0928",
          on: "\u0915\u094B",
          in: "\u092E\u0947\u0902",
          on_the: "\u0915\u094B",
          day_of_month: "\u092E\u0939\u0940\u0928\u0947 \u0915\u093E \u0926\u093F\u0928",
          day_of_year: "\u0938\u093E\u0932 \u0915\u093E \u0926\u093F\u0928",
          in_week: "\u0938\u092A\u094D\u0924\u093E\u0939",
          at: "\u092A\u0930",
          at_minute: "\u092E\u093F\u0928\u091F \u092A\u0930",
          at_second: "\u0938\u0947\u0915\u0902\u0921 \u092A\u0930",
          until: "\u0924\u0915",
          for: "\u0915\u0947 \u0932\u093F\u090F",
          time: "\u092C\u093E\u0930",
          times: "\u092C\u093E\u0930",
          instance: "\u092C\u093E\u0930",
          week_starts_on: "\u0938\u092A\u094D\u0924\u093E\u0939 \u0936\u0941\u0930\u0942 \u0939\u094B\u0924\u093E \u0939\u0948",
          with: "\u0938\u093E\u0925",
          additional_date: "\u0905\u0924\u093F\u0930\u093F\u0915\u094D\u0924 \u0924\u093E\u0930\u0940\u0916",
          additional_dates: "\u0905\u0924\u093F\u0930\u093F\u0915\u094D\u0924 \u0924\u093E\u0930\u0940\u0916\u0947\u0902",
          excluding: "\u0915\u094B \u091B\u094B\u0921\u093C\u0915\u0930",
          date: "\u0924\u093E\u0930\u0940\u0916",
          dates: "\u0924\u093E\u0930\u0940\u0916\u0947\u0902",
          and: "\u0914\u0930",
          last: "\u0906\u0916\u093F\u0930\u0940",
          starting_from: "\u0938\u0947 \u0936\u0941\u0930\u0942"
        },
        ordinal: (n) => n < 0 ? "\u0906\u0916\u093F\u0930\u0940" : `${Math.abs(n)}\u0935\u093E\u0902`
      },
      yue: {
        weekdayNames: [
          "\u661F\u671F\u4E00",
          "\u661F\u671F\u4E8C",
          "\u661F\u671F\u4E09",
          "\u661F\u671F\u56DB",
          "\u661F\u671F\u4E94",
          "\u661F\u671F\u516D",
          "\u661F\u671F\u65E5"
        ],
        monthNames: [
          "\u4E00\u6708",
          "\u4E8C\u6708",
          "\u4E09\u6708",
          "\u56DB\u6708",
          "\u4E94\u6708",
          "\u516D\u6708",
          "\u4E03\u6708",
          "\u516B\u6708",
          "\u4E5D\u6708",
          "\u5341\u6708",
          "\u5341\u4E00\u6708",
          "\u5341\u4E8C\u6708"
        ],
        units: {
          year: {
            singular: "\u5E74",
            plural: "\u5E74"
          },
          month: {
            singular: "\u6708",
            plural: "\u6708"
          },
          week: {
            singular: "\u9031",
            plural: "\u9031"
          },
          day: {
            singular: "\u65E5",
            plural: "\u65E5"
          },
          hour: {
            singular: "\u5C0F\u6642",
            plural: "\u5C0F\u6642"
          },
          minute: {
            singular: "\u5206\u9418",
            plural: "\u5206\u9418"
          },
          second: {
            singular: "\u79D2",
            plural: "\u79D2"
          }
        },
        words: {
          every: "\u6BCF",
          weekday: "\u5E73\u65E5",
          on: "\u5728",
          in: "\u65BC",
          on_the: "\u5728",
          day_of_month: "\u6708\u7684\u65E5\u5B50",
          day_of_year: "\u5E74\u7684\u65E5\u5B50",
          in_week: "\u7B2C",
          at: "\u5728",
          at_minute: "\u5728\u7B2C",
          at_second: "\u5728\u7B2C",
          until: "\u76F4\u5230",
          for: "\u5171",
          time: "\u6B21",
          times: "\u6B21",
          instance: "\u6B21",
          week_starts_on: "\u661F\u671F\u958B\u59CB\u65BC",
          with: "\u5E36\u6709",
          additional_date: "\u984D\u5916\u65E5\u671F",
          additional_dates: "\u984D\u5916\u65E5\u671F",
          excluding: "\u6392\u9664",
          date: "\u65E5\u671F",
          dates: "\u65E5\u671F",
          and: "\u548C",
          last: "\u6700\u5F8C",
          starting_from: "\u7531"
        },
        ordinal: (n) => n < 0 ? "\u6700\u5F8C" : `\u7B2C${Math.abs(n)}`
      },
      ar: {
        weekdayNames: [
          "\u0627\u0644\u0627\u062B\u0646\u064A\u0646",
          "\u0627\u0644\u062B\u0644\u0627\u062B\u0627\u0621",
          "\u0627\u0644\u0623\u0631\u0628\u0639\u0627\u0621",
          "\u0627\u0644\u062E\u0645\u064A\u0633",
          "\u0627\u0644\u062C\u0645\u0639\u0629",
          "\u0627\u0644\u0633\u0628\u062A",
          "\u0627\u0644\u0623\u062D\u062F"
        ],
        monthNames: [
          "\u064A\u0646\u0627\u064A\u0631",
          "\u0641\u0628\u0631\u0627\u064A\u0631",
          "\u0645\u0627\u0631\u0633",
          "\u0623\u0628\u0631\u064A\u0644",
          "\u0645\u0627\u064A\u0648",
          "\u064A\u0648\u0646\u064A\u0648",
          "\u064A\u0648\u0644\u064A\u0648",
          "\u0623\u063A\u0633\u0637\u0633",
          "\u0633\u0628\u062A\u0645\u0628\u0631",
          "\u0623\u0643\u062A\u0648\u0628\u0631",
          "\u0646\u0648\u0641\u0645\u0628\u0631",
          "\u062F\u064A\u0633\u0645\u0628\u0631"
        ],
        units: {
          year: {
            singular: "\u0633\u0646\u0629",
            plural: "\u0633\u0646\u0648\u0627\u062A"
          },
          month: {
            singular: "\u0634\u0647\u0631",
            plural: "\u0623\u0634\u0647\u0631"
          },
          week: {
            singular: "\u0623\u0633\u0628\u0648\u0639",
            plural: "\u0623\u0633\u0627\u0628\u064A\u0639"
          },
          day: {
            singular: "\u064A\u0648\u0645",
            plural: "\u0623\u064A\u0627\u0645"
          },
          hour: {
            singular: "\u0633\u0627\u0639\u0629",
            plural: "\u0633\u0627\u0639\u0627\u062A"
          },
          minute: {
            singular: "\u062F\u0642\u064A\u0642\u0629",
            plural: "\u062F\u0642\u0627\u0626\u0642"
          },
          second: {
            singular: "\u062B\u0627\u0646\u064A\u0629",
            plural: "\u062B\u0648\u0627\u0646\u064A"
          }
        },
        words: {
          every: "\u0643\u0644",
          weekday: "\u064A\u0648\u0645 \u0645\u0646 \u0623\u064A\u0627\u0645 \u0627\u0644\u0623\u0633\u0628\u0648\u0639",
          on: "\u0641\u064A",
          in: "\u0641\u064A",
          on_the: "\u0641\u064A \u0627\u0644\u0640",
          day_of_month: "\u064A\u0648\u0645 \u0645\u0646 \u0627\u0644\u0634\u0647\u0631",
          day_of_year: "\u064A\u0648\u0645 \u0645\u0646 \u0627\u0644\u0633\u0646\u0629",
          in_week: "\u0641\u064A \u0627\u0644\u0623\u0633\u0628\u0648\u0639",
          at: "\u0639\u0646\u062F",
          at_minute: "\u0641\u064A \u0627\u0644\u062F\u0642\u064A\u0642\u0629",
          at_second: "\u0641\u064A \u0627\u0644\u062B\u0627\u0646\u064A\u0629",
          until: "\u062D\u062A\u0649",
          for: "\u0644\u0645\u062F\u0629",
          time: "\u0645\u0631\u0629",
          times: "\u0645\u0631\u0627\u062A",
          instance: "\u0645\u0631\u0629",
          week_starts_on: "\u064A\u0628\u062F\u0623 \u0627\u0644\u0623\u0633\u0628\u0648\u0639 \u064A\u0648\u0645",
          with: "\u0645\u0639",
          additional_date: "\u062A\u0627\u0631\u064A\u062E \u0625\u0636\u0627\u0641\u064A",
          additional_dates: "\u062A\u0648\u0627\u0631\u064A\u062E \u0625\u0636\u0627\u0641\u064A\u0629",
          excluding: "\u0628\u0627\u0633\u062A\u062B\u0646\u0627\u0621",
          date: "\u062A\u0627\u0631\u064A\u062E",
          dates: "\u062A\u0648\u0627\u0631\u064A\u062E",
          and: "\u0648",
          last: "\u0627\u0644\u0623\u062E\u064A\u0631",
          starting_from: "\u0627\u0628\u062A\u062F\u0627\u0621\u064B \u0645\u0646"
        },
        ordinal: (n) => {
          if (n < 0) return "\u0627\u0644\u0623\u062E\u064A\u0631";
          const abs = Math.abs(n);
          return {
            1: "\u0627\u0644\u0623\u0648\u0644",
            2: "\u0627\u0644\u062B\u0627\u0646\u064A",
            3: "\u0627\u0644\u062B\u0627\u0644\u062B",
            4: "\u0627\u0644\u0631\u0627\u0628\u0639",
            5: "\u0627\u0644\u062E\u0627\u0645\u0633",
            6: "\u0627\u0644\u0633\u0627\u062F\u0633",
            7: "\u0627\u0644\u0633\u0627\u0628\u0639",
            8: "\u0627\u0644\u062B\u0627\u0645\u0646",
            9: "\u0627\u0644\u062A\u0627\u0633\u0639",
            10: "\u0627\u0644\u0639\u0627\u0634\u0631",
            11: "\u0627\u0644\u062D\u0627\u062F\u064A \u0639\u0634\u0631",
            12: "\u0627\u0644\u062B\u0627\u0646\u064A \u0639\u0634\u0631",
            13: "\u0627\u0644\u062B\u0627\u0644\u062B \u0639\u0634\u0631"
          }[abs] || abs.toString();
        }
      },
      he: {
        weekdayNames: [
          "\u05D9\u05D5\u05DD \u05E9\u05E0\u05D9",
          "\u05D9\u05D5\u05DD \u05E9\u05DC\u05D9\u05E9\u05D9",
          "\u05D9\u05D5\u05DD \u05E8\u05D1\u05D9\u05E2\u05D9",
          "\u05D9\u05D5\u05DD \u05D7\u05DE\u05D9\u05E9\u05D9",
          "\u05D9\u05D5\u05DD \u05E9\u05D9\u05E9\u05D9",
          "\u05D9\u05D5\u05DD \u05E9\u05D1\u05EA",
          "\u05D9\u05D5\u05DD \u05E8\u05D0\u05E9\u05D5\u05DF"
        ],
        monthNames: [
          "\u05D9\u05E0\u05D5\u05D0\u05E8",
          "\u05E4\u05D1\u05E8\u05D5\u05D0\u05E8",
          "\u05DE\u05E8\u05E5",
          "\u05D0\u05E4\u05E8\u05D9\u05DC",
          "\u05DE\u05D0\u05D9",
          "\u05D9\u05D5\u05E0\u05D9",
          "\u05D9\u05D5\u05DC\u05D9",
          "\u05D0\u05D5\u05D2\u05D5\u05E1\u05D8",
          "\u05E1\u05E4\u05D8\u05DE\u05D1\u05E8",
          "\u05D0\u05D5\u05E7\u05D8\u05D5\u05D1\u05E8",
          "\u05E0\u05D5\u05D1\u05DE\u05D1\u05E8",
          "\u05D3\u05E6\u05DE\u05D1\u05E8"
        ],
        units: {
          year: {
            singular: "\u05E9\u05E0\u05D4",
            plural: "\u05E9\u05E0\u05D9\u05DD"
          },
          month: {
            singular: "\u05D7\u05D5\u05D3\u05E9",
            plural: "\u05D7\u05D5\u05D3\u05E9\u05D9\u05DD"
          },
          week: {
            singular: "\u05E9\u05D1\u05D5\u05E2",
            plural: "\u05E9\u05D1\u05D5\u05E2\u05D5\u05EA"
          },
          day: {
            singular: "\u05D9\u05D5\u05DD",
            plural: "\u05D9\u05DE\u05D9\u05DD"
          },
          hour: {
            singular: "\u05E9\u05E2\u05D4",
            plural: "\u05E9\u05E2\u05D5\u05EA"
          },
          minute: {
            singular: "\u05D3\u05E7\u05D4",
            plural: "\u05D3\u05E7\u05D5\u05EA"
          },
          second: {
            singular: "\u05E9\u05E0\u05D9\u05D4",
            plural: "\u05E9\u05E0\u05D9\u05D5\u05EA"
          }
        },
        words: {
          every: "\u05DB\u05DC",
          weekday: "\u05D9\u05D5\u05DD \u05D7\u05D5\u05DC",
          on: "\u05D1",
          in: "\u05D1",
          on_the: "\u05D1",
          day_of_month: "\u05D9\u05D5\u05DD \u05D1\u05D7\u05D5\u05D3\u05E9",
          day_of_year: "\u05D9\u05D5\u05DD \u05D1\u05E9\u05E0\u05D4",
          in_week: "\u05D1\u05E9\u05D1\u05D5\u05E2",
          at: "\u05D1\u05E9\u05E2\u05D4",
          at_minute: "\u05D1\u05D3\u05E7\u05D4",
          at_second: "\u05D1\u05E9\u05E0\u05D9\u05D4",
          until: "\u05E2\u05D3",
          for: "\u05D1\u05DE\u05E9\u05DA",
          time: "\u05E4\u05E2\u05DD",
          times: "\u05E4\u05E2\u05DE\u05D9\u05DD",
          instance: "\u05E4\u05E2\u05DD",
          week_starts_on: "\u05E9\u05D1\u05D5\u05E2 \u05DE\u05EA\u05D7\u05D9\u05DC \u05D1",
          with: "\u05E2\u05DD",
          additional_date: "\u05EA\u05D0\u05E8\u05D9\u05DA \u05E0\u05D5\u05E1\u05E3",
          additional_dates: "\u05EA\u05D0\u05E8\u05D9\u05DB\u05D9\u05DD \u05E0\u05D5\u05E1\u05E4\u05D9\u05DD",
          excluding: "\u05DC\u05DE\u05E2\u05D8",
          date: "\u05EA\u05D0\u05E8\u05D9\u05DA",
          dates: "\u05EA\u05D0\u05E8\u05D9\u05DB\u05D9\u05DD",
          and: "\u05D5",
          last: "\u05D0\u05D7\u05E8\u05D5\u05DF",
          starting_from: "\u05D4\u05D7\u05DC \u05DE"
        },
        ordinal: (n) => {
          if (n < 0) return "\u05D0\u05D7\u05E8\u05D5\u05DF";
          const abs = Math.abs(n);
          return {
            1: "\u05E8\u05D0\u05E9\u05D5\u05DF",
            2: "\u05E9\u05E0\u05D9",
            3: "\u05E9\u05DC\u05D9\u05E9\u05D9",
            4: "\u05E8\u05D1\u05D9\u05E2\u05D9",
            5: "\u05D7\u05DE\u05D9\u05E9\u05D9",
            6: "\u05E9\u05D9\u05E9\u05D9",
            7: "\u05E9\u05D1\u05D9\u05E2\u05D9",
            8: "\u05E9\u05DE\u05D9\u05E0\u05D9",
            9: "\u05EA\u05E9\u05D9\u05E2\u05D9",
            10: "\u05E2\u05E9\u05D9\u05E8\u05D9",
            11: "\u05D0\u05D7\u05D3 \u05E2\u05E9\u05E8",
            12: "\u05E9\u05E0\u05D9\u05DD \u05E2\u05E9\u05E8",
            13: "\u05E9\u05DC\u05D5\u05E9\u05D4 \u05E2\u05E9\u05E8"
          }[abs] || abs.toString();
        }
      },
      zh: {
        weekdayNames: [
          "\u661F\u671F\u4E00",
          "\u661F\u671F\u4E8C",
          "\u661F\u671F\u4E09",
          "\u661F\u671F\u56DB",
          "\u661F\u671F\u4E94",
          "\u661F\u671F\u516D",
          "\u661F\u671F\u65E5"
        ],
        monthNames: [
          "\u4E00\u6708",
          "\u4E8C\u6708",
          "\u4E09\u6708",
          "\u56DB\u6708",
          "\u4E94\u6708",
          "\u516D\u6708",
          "\u4E03\u6708",
          "\u516B\u6708",
          "\u4E5D\u6708",
          "\u5341\u6708",
          "\u5341\u4E00\u6708",
          "\u5341\u4E8C\u6708"
        ],
        units: {
          year: {
            singular: "\u5E74",
            plural: "\u5E74"
          },
          month: {
            singular: "\u6708",
            plural: "\u6708"
          },
          week: {
            singular: "\u5468",
            plural: "\u5468"
          },
          day: {
            singular: "\u65E5",
            plural: "\u65E5"
          },
          hour: {
            singular: "\u5C0F\u65F6",
            plural: "\u5C0F\u65F6"
          },
          minute: {
            singular: "\u5206\u949F",
            plural: "\u5206\u949F"
          },
          second: {
            singular: "\u79D2",
            plural: "\u79D2"
          }
        },
        words: {
          every: "\u6BCF",
          weekday: "\u5DE5\u4F5C\u65E5",
          on: "\u5728",
          in: "\u5728",
          on_the: "\u5728",
          day_of_month: "\u6708\u7684\u65E5\u5B50",
          day_of_year: "\u5E74\u7684\u65E5\u5B50",
          in_week: "\u7B2C",
          at: "\u5728",
          at_minute: "\u5728\u7B2C",
          at_second: "\u5728\u7B2C",
          until: "\u76F4\u5230",
          for: "\u5171",
          time: "\u6B21",
          times: "\u6B21",
          instance: "\u6B21",
          week_starts_on: "\u661F\u671F\u5F00\u59CB\u4E8E",
          with: "\u5E26\u6709",
          additional_date: "\u989D\u5916\u65E5\u671F",
          additional_dates: "\u989D\u5916\u65E5\u671F",
          excluding: "\u6392\u9664",
          date: "\u65E5\u671F",
          dates: "\u65E5\u671F",
          and: "\u548C",
          last: "\u6700\u540E",
          starting_from: "\u4ECE"
        },
        ordinal: (n) => n < 0 ? "\u6700\u540E" : `\u7B2C${Math.abs(n)}`
      },
      fr: {
        weekdayNames: [
          "lundi",
          "mardi",
          "mercredi",
          "jeudi",
          "vendredi",
          "samedi",
          "dimanche"
        ],
        monthNames: [
          "janvier",
          "f\xE9vrier",
          "mars",
          "avril",
          "mai",
          "juin",
          "juillet",
          "ao\xFBt",
          "septembre",
          "octobre",
          "novembre",
          "d\xE9cembre"
        ],
        units: {
          year: {
            singular: "ann\xE9e",
            plural: "ans"
          },
          month: {
            singular: "mois",
            plural: "mois"
          },
          week: {
            singular: "semaine",
            plural: "semaines"
          },
          day: {
            singular: "jour",
            plural: "jours"
          },
          hour: {
            singular: "heure",
            plural: "heures"
          },
          minute: {
            singular: "minute",
            plural: "minutes"
          },
          second: {
            singular: "seconde",
            plural: "secondes"
          }
        },
        words: {
          every: "chaque",
          weekday: "jour de semaine",
          on: "le",
          in: "dans",
          on_the: "le",
          day_of_month: "jour du mois",
          day_of_year: "jour de l'ann\xE9e",
          in_week: "dans la semaine",
          at: "\xE0",
          at_minute: "\xE0 la minute",
          at_second: "\xE0 la seconde",
          until: "jusqu'au",
          for: "pendant",
          time: "fois",
          times: "fois",
          instance: "occurrence",
          week_starts_on: "la semaine commence le",
          with: "avec",
          additional_date: "date suppl\xE9mentaire",
          additional_dates: "dates suppl\xE9mentaires",
          excluding: "en excluant",
          date: "date",
          dates: "dates",
          and: "et",
          last: "dernier",
          starting_from: "\xE0 partir du"
        },
        ordinal: (n) => {
          const abs = Math.abs(n);
          if (n < 0) return "dernier";
          if (abs === 1) return "1er";
          return `${abs}e`;
        }
      }
    };
    var env = typeof process !== "undefined" && process.env ? process.env.TOTEXT_LANGS : void 0;
    var active = env ? env.split(",").map((s) => s.trim()).filter(Boolean) : Object.keys(ALL_LOCALES);
    var LOCALES = {};
    for (const l of active) if (ALL_LOCALES[l]) LOCALES[l] = ALL_LOCALES[l];
    var workweekWeekdays = require_index.allowedWeekdays.slice(0, 5);
    var byDayTokenRegex = new RegExp(`^([+-]?\\d+)?(${require_index.allowedWeekdays.join("|")})$`);
    var weekdayIndexByToken = Object.fromEntries(require_index.allowedWeekdays.map((weekday, idx) => [weekday, idx]));
    function defaultOrdinal(n) {
      const abs = Math.abs(n);
      const suffix = abs % 10 === 1 && abs % 100 !== 11 ? "st" : abs % 10 === 2 && abs % 100 !== 12 ? "nd" : abs % 10 === 3 && abs % 100 !== 13 ? "rd" : "th";
      return n < 0 ? `last` : `${abs}${suffix}`;
    }
    function ordinal(n, locale) {
      return locale.ordinal ? locale.ordinal(n) : defaultOrdinal(n);
    }
    function list(arr, mapFn = (x) => `${x}`, final) {
      const mapped = arr.map(mapFn);
      if (mapped.length === 1) return mapped[0];
      return mapped.slice(0, -1).join(", ") + ` ${final} ` + mapped[mapped.length - 1];
    }
    function formatByDayToken(tok, locale) {
      if (typeof tok === "number") return tok.toString();
      const m = tok.toUpperCase().match(byDayTokenRegex);
      if (!m) return tok;
      const ord = m[1] ? parseInt(m[1], 10) : 0;
      const idx = weekdayIndexByToken[m[2]];
      const name = locale.weekdayNames[idx];
      if (ord === 0) return name;
      if (ord === -1) return `${locale.words.last} ${name}`;
      return `${ordinal(ord, locale)} ${name}`;
    }
    function formatTime(zdt, locale, hour, minute, second) {
      const options = {
        hour: "numeric",
        timeZone: zdt.timeZoneId
      };
      if (second) options.second = "2-digit";
      if (second || minute) options.minute = "2-digit";
      const ruleTime = _js_temporal_polyfill.Temporal.PlainTime.from({
        hour,
        minute,
        second
      });
      let result;
      try {
        result = ruleTime.toLocaleString(locale, options);
      } catch {
        result = ruleTime.toLocaleString("en", options);
      }
      return result;
    }
    function weekdayTokenFromZdt(zdt) {
      return require_index.allowedWeekdays[zdt.dayOfWeek - 1];
    }
    function tzAbbreviation(zdt, locale) {
      const options = {
        timeZone: zdt.timeZoneId,
        timeZoneName: "short",
        hour: "numeric"
      };
      let formatter;
      try {
        formatter = new Intl.DateTimeFormat(locale, options);
      } catch {
        formatter = Intl.DateTimeFormat("en", options);
      }
      return formatter.formatToParts(new Date(zdt.epochMilliseconds)).find((p) => p.type === "timeZoneName")?.value || zdt.timeZoneId;
    }
    function formatLocalizedDate(zdt, locale) {
      try {
        return zdt.toLocaleString(locale, { dateStyle: "long" });
      } catch {
        return zdt.toLocaleString("en", { dateStyle: "long" });
      }
    }
    function toText(input, locale, options = {}) {
      const opts = (typeof input === "string" ? new require_index.RRuleTemporal({ rruleString: input }) : input).options();
      const resolvedLocale = locale ?? Intl.DateTimeFormat().resolvedOptions().locale;
      const lang = resolvedLocale.split("-")[0];
      const data = LOCALES[lang] || en;
      const dateLocale = LOCALES[lang] ? resolvedLocale : "en";
      const { freq, interval = 1, count, until, byDay, byHour, byMinute, bySecond, byMonth, byMonthDay, byYearDay, byWeekNo, bySetPos, wkst, rDate, exDate } = opts;
      const dayOrLarger = freq === "YEARLY" || freq === "MONTHLY" || freq === "WEEKLY" || freq === "DAILY";
      const hasExplicitTime = Boolean(byHour || byMinute || bySecond);
      const dtstartHasTime = opts.dtstart.hour !== 0 || opts.dtstart.minute !== 0 || opts.dtstart.second !== 0;
      const shouldDefaultTime = dayOrLarger && (hasExplicitTime || dtstartHasTime);
      const textByDay = byDay ?? (freq === "WEEKLY" ? [weekdayTokenFromZdt(opts.dtstart)] : void 0);
      const textByHour = byHour ?? (shouldDefaultTime ? [opts.dtstart.hour] : void 0);
      const textByMinute = textByHour ? byMinute ?? [opts.dtstart.minute] : byMinute;
      const textBySecond = textByHour ? bySecond ?? [opts.dtstart.second] : bySecond;
      const parts = [data.words.every];
      const baseKey = {
        YEARLY: "year",
        MONTHLY: "month",
        WEEKLY: "week",
        DAILY: "day",
        HOURLY: "hour",
        MINUTELY: "minute",
        SECONDLY: "second"
      }[freq];
      const base = data.units[baseKey];
      const daysNormalized = textByDay?.map((d) => d.toUpperCase());
      const isWeekdays = daysNormalized && daysNormalized.length === workweekWeekdays.length && workweekWeekdays.every((d) => daysNormalized.includes(d));
      const isEveryday = daysNormalized && daysNormalized.length === require_index.allowedWeekdays.length && require_index.allowedWeekdays.every((d) => daysNormalized.includes(d));
      if (freq === "WEEKLY" && interval === 1 && isWeekdays) parts.push(data.words.weekday);
      else if (freq === "WEEKLY" && interval === 1 && isEveryday) parts.push(data.units.day.singular);
      else if (interval !== 1) parts.push(interval.toString(), base.plural);
      else parts.push(base.singular);
      if (freq === "WEEKLY" && textByDay && !isWeekdays && !isEveryday) parts.push(data.words.on, list(textByDay, (t) => formatByDayToken(t, data), data.words.and));
      else if (textByDay && freq !== "WEEKLY") parts.push(data.words.on, list(textByDay, (t) => formatByDayToken(t, data), data.words.and));
      if (byMonth) parts.push(data.words.in, list(byMonth, (m) => data.monthNames[m - 1], data.words.and));
      if (byMonthDay) parts.push(data.words.on_the, list(byMonthDay, (d) => ordinal(d, data), data.words.and), data.words.day_of_month);
      if (byYearDay) parts.push(data.words.on_the, list(byYearDay, (d) => ordinal(d, data), data.words.and), data.words.day_of_year);
      if (byWeekNo) parts.push(data.words.in_week, list(byWeekNo, (n) => n.toString(), data.words.and));
      if (textByHour) {
        const minutes = textByMinute ?? [0];
        const seconds = textBySecond ?? [0];
        const times = textByHour.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => formatTime(opts.dtstart, dateLocale, h, m, s))));
        parts.push(data.words.at, list(times, void 0, data.words.and));
        if (!options.excludeTzAbbreviation) parts.push(tzAbbreviation(opts.dtstart, dateLocale));
      }
      if (!textByHour && textByMinute) parts.push(data.words.at_minute, list(textByMinute, void 0, data.words.and));
      if (!textByHour && !textByMinute && textBySecond) parts.push(data.words.at_second, list(textBySecond, void 0, data.words.and));
      if (options.includeDtstart) parts.push(data.words.starting_from, formatLocalizedDate(opts.dtstart, dateLocale));
      if (until) parts.push(data.words.until, formatLocalizedDate(until, dateLocale));
      else if (count !== void 0) parts.push(data.words.for, count.toString(), count === 1 ? data.words.time : data.words.times);
      if (bySetPos) parts.push(data.words.on_the, list(bySetPos, (n) => ordinal(n, data), data.words.and), data.words.instance);
      if (wkst) {
        const wkName = formatByDayToken(wkst, data);
        parts.push(data.words.week_starts_on, wkName);
      }
      if (rDate && rDate.length) parts.push(data.words.with, `${rDate.length}`, rDate.length === 1 ? data.words.additional_date : data.words.additional_dates);
      if (exDate && exDate.length) parts.push(data.words.excluding, `${exDate.length}`, exDate.length === 1 ? data.words.date : data.words.dates);
      if (opts.rscale) {
        const rscale = opts.rscale;
        const skip = opts.skip;
        parts.push(`(RSCALE=${rscale}${skip ? `;SKIP=${skip}` : ""})`);
      }
      return parts.join(" ");
    }
    exports2.toText = toText;
  }
});

// node_modules/node-ical/windowsZones.json
var require_windowsZones = __commonJS({
  "node_modules/node-ical/windowsZones.json"(exports2, module2) {
    module2.exports = {
      "(GMT+10:00) Canberra, Melbourne, Sydney": { iana: ["Australia/Sydney"] },
      "(UTC) Casablanca": { iana: ["Africa/Casablanca"] },
      "(UTC) Coordinated Universal Time": { iana: ["Etc/UTC"] },
      "(UTC) Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London": { iana: ["Europe/London"] },
      "(UTC) Monrovia, Reykjavik": { iana: ["Atlantic/Reykjavik"] },
      "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": { iana: ["Europe/Berlin"] },
      "(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague": { iana: ["Europe/Budapest"] },
      "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris": { iana: ["Europe/Paris"] },
      "(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb": { iana: ["Europe/Warsaw"] },
      "(UTC+01:00) West Central Africa": { iana: ["Africa/Lagos"] },
      "(UTC+02:00) Amman": { iana: ["Asia/Amman"] },
      "(UTC+02:00) Athens, Bucharest, Istanbul": { iana: ["Europe/Bucharest"] },
      "(UTC+02:00) Beirut": { iana: ["Asia/Beirut"] },
      "(UTC+02:00) Cairo": { iana: ["Africa/Cairo"] },
      "(UTC+02:00) Harare, Pretoria": { iana: ["Africa/Johannesburg"] },
      "(UTC+02:00) Helsinki, Kiev, Riga, Sofia, Tallinn, Vilnius": { iana: ["Europe/Kiev"] },
      "(UTC+02:00) Jerusalem": { iana: ["Asia/Jerusalem"] },
      "(UTC+02:00) Minsk": { iana: ["Europe/Chisinau"] },
      "(UTC+02:00) Windhoek": { iana: ["Africa/Windhoek"] },
      "(UTC+03:00) Baghdad": { iana: ["Asia/Baghdad"] },
      "(UTC+03:00) Kuwait, Riyadh": { iana: ["Asia/Riyadh"] },
      "(UTC+03:00) Moscow, St. Petersburg, Volgograd": { iana: ["Europe/Moscow"] },
      "(UTC+03:00) Nairobi": { iana: ["Africa/Nairobi"] },
      "(UTC+03:00) Tbilisi": { iana: ["Asia/Tbilisi"] },
      "(UTC+03:30) Tehran": { iana: ["Asia/Tehran"] },
      "(UTC+04:00) Abu Dhabi, Muscat": { iana: ["Asia/Dubai"] },
      "(UTC+04:00) Baku": { iana: ["Asia/Baku"] },
      "(UTC+04:00) Baku, Tbilisi, Yerevan": { iana: ["Asia/Yerevan"] },
      "(UTC+04:00) Port Louis": { iana: ["Indian/Mauritius"] },
      "(UTC+04:00) Yerevan": { iana: ["Asia/Yerevan"] },
      "(UTC+04:30) Kabul": { iana: ["Asia/Kabul"] },
      "(UTC+05:00) Ekaterinburg": { iana: ["Asia/Yekaterinburg"] },
      "(UTC+05:00) Islamabad, Karachi": { iana: ["Asia/Karachi"] },
      "(UTC+05:00) Tashkent": { iana: ["Asia/Tashkent"] },
      "(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi": { iana: ["Asia/Calcutta"] },
      "(UTC+05:45) Kathmandu": { iana: ["Asia/Katmandu"] },
      "(UTC+06:00) Almaty, Novosibirsk": { iana: ["Asia/Novosibirsk"] },
      "(UTC+06:00) Astana, Dhaka": { iana: ["Asia/Bishkek"] },
      "(UTC+06:00) Sri Jayawardenepura": { iana: ["Asia/Colombo"] },
      "(UTC+06:30) Yangon (Rangoon)": { iana: ["Asia/Rangoon"] },
      "(UTC+07:00) Bangkok, Hanoi, Jakarta": { iana: ["Asia/Bangkok"] },
      "(UTC+07:00) Krasnoyarsk": { iana: ["Asia/Krasnoyarsk"] },
      "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi": { iana: ["Asia/Shanghai"] },
      "(UTC+08:00) Irkutsk, Ulaanbaatar": { iana: ["Asia/Irkutsk"] },
      "(UTC+08:00) Kuala Lumpur, Singapore": { iana: ["Asia/Singapore"] },
      "(UTC+08:00) Perth": { iana: ["Australia/Perth"] },
      "(UTC+08:00) Taipei": { iana: ["Asia/Taipei"] },
      "(UTC+09:00) Osaka, Sapporo, Tokyo": { iana: ["Asia/Tokyo"] },
      "(UTC+09:00) Seoul": { iana: ["Asia/Seoul"] },
      "(UTC+09:00) Yakutsk": { iana: ["Asia/Yakutsk"] },
      "(UTC+09:30) Adelaide": { iana: ["Australia/Adelaide"] },
      "(UTC+09:30) Darwin": { iana: ["Australia/Darwin"] },
      "(UTC+10:00) Brisbane": { iana: ["Australia/Brisbane"] },
      "(UTC+10:00) Canberra, Melbourne, Sydney": { iana: ["Australia/Sydney"] },
      "(UTC+10:00) Guam, Port Moresby": { iana: ["Pacific/Port_Moresby"] },
      "(UTC+10:00) Hobart": { iana: ["Australia/Hobart"] },
      "(UTC+10:00) Vladivostok": { iana: ["Asia/Vladivostok"] },
      "(UTC+11:00) Magadan, Solomon Islands, New Caledonia": { iana: ["Pacific/Guadalcanal"] },
      "(UTC+12:00) Auckland, Wellington": { iana: ["Pacific/Auckland"] },
      "(UTC+12:00) Fiji, Kamchatka, Marshall Is.": { iana: ["Pacific/Fiji"] },
      "(UTC+12:00) Petropavlovsk-Kamchatsky": { iana: ["Asia/Kamchatka"] },
      "(UTC+13:00) Nuku'alofa": { iana: ["Pacific/Tongatapu"] },
      "(UTC-01:00) Azores": { iana: ["Atlantic/Azores"] },
      "(UTC-01:00) Cape Verde Islands": { iana: ["Atlantic/Cape_Verde"] },
      "(UTC-02:00) Mid-Atlantic": { iana: ["Etc/GMT+2"] },
      "(UTC-03:00) Brasilia": { iana: ["America/Sao_Paulo"] },
      "(UTC-03:00) Buenos Aires": { iana: ["America/Buenos_Aires"] },
      "(UTC-03:00) Georgetown": { iana: ["America/Cayenne"] },
      "(UTC-03:00) Greenland": { iana: ["America/Godthab"] },
      "(UTC-03:00) Montevideo": { iana: ["America/Montevideo"] },
      "(UTC-03:30) Newfoundland": { iana: ["America/St_Johns"] },
      "(UTC-04:00) Asuncion": { iana: ["America/Asuncion"] },
      "(UTC-04:00) Atlantic Time (Canada)": { iana: ["America/Halifax"] },
      "(UTC-04:00) Georgetown, La Paz, San Juan": { iana: ["America/La_Paz"] },
      "(UTC-04:00) Manaus": { iana: ["America/Cuiaba"] },
      "(UTC-04:00) Santiago": { iana: ["America/Santiago"] },
      "(UTC-04:30) Caracas": { iana: ["America/Caracas"] },
      "(UTC-05:00) Bogota, Lima, Quito": { iana: ["America/Bogota"] },
      "(UTC-05:00) Eastern Time (US & Canada)": { iana: ["America/New_York"] },
      "(UTC-05:00) Eastern Time (US and Canada)": { iana: ["America/New_York"] },
      "(UTC-05:00) Indiana (East)": { iana: ["America/Indianapolis"] },
      "(UTC-06:00) Central America": { iana: ["America/Guatemala"] },
      "(UTC-06:00) Central Time (US & Canada)": { iana: ["America/Chicago"] },
      "(UTC-06:00) Central Time (US and Canada)": { iana: ["America/Chicago"] },
      "(UTC-06:00) Guadalajara, Mexico City, Monterrey": { iana: ["America/Mexico_City"] },
      "(UTC-06:00) Guadalajara, Mexico City, Monterrey - New": { iana: ["America/Mexico_City"] },
      "(UTC-06:00) Saskatchewan": { iana: ["America/Regina"] },
      "(UTC-07:00) Arizona": { iana: ["America/Phoenix"] },
      "(UTC-07:00) Chihuahua, La Paz, Mazatlan": { iana: ["America/Mazatlan"] },
      "(UTC-07:00) Chihuahua, La Paz, Mazatlan - New": { iana: ["America/Mazatlan"] },
      "(UTC-07:00) Mountain Time (US & Canada)": { iana: ["America/Denver"] },
      "(UTC-07:00) Mountain Time (US and Canada)": { iana: ["America/Denver"] },
      "(UTC-08:00) Pacific Time (US & Canada); Tijuana": { iana: ["America/Los_Angeles"] },
      "(UTC-08:00) Pacific Time (US and Canada); Tijuana": { iana: ["America/Los_Angeles"] },
      "(UTC-08:00) Tijuana, Baja California": { iana: ["America/Tijuana"] },
      "(UTC-09:00) Alaska": { iana: ["America/Anchorage"] },
      "(UTC-10:00) Hawaii": { iana: ["Pacific/Honolulu"] },
      "(UTC-11:00) Midway Island, Samoa": { iana: ["Pacific/Apia"] },
      "(UTC-12:00) International Date Line West": { iana: ["Etc/GMT+12"] },
      "AUS Central Standard Time": { iana: ["Australia/Darwin"] },
      "AUS Eastern Standard Time": { iana: ["Australia/Sydney"] },
      "Afghanistan Standard Time": { iana: ["Asia/Kabul"] },
      "Alaskan Standard Time": { iana: ["America/Anchorage"] },
      "Aleutian Standard Time": { iana: ["America/Adak"] },
      "Altai Standard Time": { iana: ["Asia/Barnaul"] },
      "Arab Standard Time": { iana: ["Asia/Riyadh"] },
      "Arabian Standard Time": { iana: ["Asia/Dubai"] },
      "Arabic Standard Time": { iana: ["Asia/Baghdad"] },
      "Argentina Standard Time": { iana: ["America/Buenos_Aires"] },
      "Astrakhan Standard Time": { iana: ["Europe/Astrakhan"] },
      "Atlantic Standard Time": { iana: ["America/Halifax"] },
      "Aus Central W. Standard Time": { iana: ["Australia/Eucla"] },
      "Azerbaijan Standard Time": { iana: ["Asia/Baku"] },
      "Azores Standard Time": { iana: ["Atlantic/Azores"] },
      "Bahia Standard Time": { iana: ["America/Bahia"] },
      "Bangladesh Standard Time": { iana: ["Asia/Dhaka"] },
      "Belarus Standard Time": { iana: ["Europe/Minsk"] },
      "Bougainville Standard Time": { iana: ["Pacific/Bougainville"] },
      "Canada Central Standard Time": { iana: ["America/Regina"] },
      "Cape Verde Standard Time": { iana: ["Atlantic/Cape_Verde"] },
      "Caucasus Standard Time": { iana: ["Asia/Yerevan"] },
      "Cen. Australia Standard Time": { iana: ["Australia/Adelaide"] },
      "Central America Standard Time": { iana: ["America/Guatemala"] },
      "Central Asia Standard Time": { iana: ["Asia/Bishkek"] },
      "Central Brazilian Standard Time": { iana: ["America/Cuiaba"] },
      "Central Europe Standard Time": { iana: ["Europe/Budapest"] },
      "Central European Standard Time": { iana: ["Europe/Warsaw"] },
      "Central Pacific Standard Time": { iana: ["Pacific/Guadalcanal"] },
      "Central Standard Time": { iana: ["America/Chicago"] },
      "Central Standard Time (Mexico)": { iana: ["America/Mexico_City"] },
      "Chatham Islands Standard Time": { iana: ["Pacific/Chatham"] },
      "China Standard Time": { iana: ["Asia/Shanghai"] },
      "Cuba Standard Time": { iana: ["America/Havana"] },
      "Dateline Standard Time": { iana: ["Etc/GMT+12"] },
      "E. Africa Standard Time": { iana: ["Africa/Nairobi"] },
      "E. Australia Standard Time": { iana: ["Australia/Brisbane"] },
      "E. Europe Standard Time": { iana: ["Europe/Chisinau"] },
      "E. South America Standard Time": { iana: ["America/Sao_Paulo"] },
      "Easter Island Standard Time": { iana: ["Pacific/Easter"] },
      "Eastern Standard Time": { iana: ["America/New_York"] },
      "Eastern Standard Time (Mexico)": { iana: ["America/Cancun"] },
      "Egypt Standard Time": { iana: ["Africa/Cairo"] },
      "Ekaterinburg Standard Time": { iana: ["Asia/Yekaterinburg"] },
      "FLE Standard Time": { iana: ["Europe/Kiev"] },
      "Fiji Standard Time": { iana: ["Pacific/Fiji"] },
      "GMT Standard Time": { iana: ["Europe/London"] },
      "GTB Standard Time": { iana: ["Europe/Bucharest"] },
      "Georgian Standard Time": { iana: ["Asia/Tbilisi"] },
      "Greenland Standard Time": { iana: ["America/Godthab"] },
      "Greenwich Standard Time": { iana: ["Atlantic/Reykjavik"] },
      "Haiti Standard Time": { iana: ["America/Port-au-Prince"] },
      "Hawaiian Standard Time": { iana: ["Pacific/Honolulu"] },
      "India Standard Time": { iana: ["Asia/Calcutta"] },
      "Iran Standard Time": { iana: ["Asia/Tehran"] },
      "Israel Standard Time": { iana: ["Asia/Jerusalem"] },
      "Jordan Standard Time": { iana: ["Asia/Amman"] },
      "Kaliningrad Standard Time": { iana: ["Europe/Kaliningrad"] },
      "Korea Standard Time": { iana: ["Asia/Seoul"] },
      "Libya Standard Time": { iana: ["Africa/Tripoli"] },
      "Line Islands Standard Time": { iana: ["Pacific/Kiritimati"] },
      "Lord Howe Standard Time": { iana: ["Australia/Lord_Howe"] },
      "Magadan Standard Time": { iana: ["Asia/Magadan"] },
      "Magallanes Standard Time": { iana: ["America/Punta_Arenas"] },
      "Marquesas Standard Time": { iana: ["Pacific/Marquesas"] },
      "Mauritius Standard Time": { iana: ["Indian/Mauritius"] },
      "Middle East Standard Time": { iana: ["Asia/Beirut"] },
      "Montevideo Standard Time": { iana: ["America/Montevideo"] },
      "Morocco Standard Time": { iana: ["Africa/Casablanca"] },
      "Mountain Standard Time": { iana: ["America/Denver"] },
      "Mountain Standard Time (Mexico)": { iana: ["America/Mazatlan"] },
      "Myanmar Standard Time": { iana: ["Asia/Rangoon"] },
      "N. Central Asia Standard Time": { iana: ["Asia/Novosibirsk"] },
      "Namibia Standard Time": { iana: ["Africa/Windhoek"] },
      "Nepal Standard Time": { iana: ["Asia/Katmandu"] },
      "New Zealand Standard Time": { iana: ["Pacific/Auckland"] },
      "Newfoundland Standard Time": { iana: ["America/St_Johns"] },
      "Norfolk Standard Time": { iana: ["Pacific/Norfolk"] },
      "North Asia East Standard Time": { iana: ["Asia/Irkutsk"] },
      "North Asia Standard Time": { iana: ["Asia/Krasnoyarsk"] },
      "North Korea Standard Time": { iana: ["Asia/Pyongyang"] },
      "Omsk Standard Time": { iana: ["Asia/Omsk"] },
      "Pacific SA Standard Time": { iana: ["America/Santiago"] },
      "Pacific Standard Time": { iana: ["America/Los_Angeles"] },
      "Pacific Standard Time (Mexico)": { iana: ["America/Tijuana"] },
      "Pakistan Standard Time": { iana: ["Asia/Karachi"] },
      "Paraguay Standard Time": { iana: ["America/Asuncion"] },
      "Qyzylorda Standard Time": { iana: ["Asia/Qyzylorda"] },
      "Romance Standard Time": { iana: ["Europe/Paris"] },
      "Russia Time Zone 10": { iana: ["Asia/Srednekolymsk"] },
      "Russia Time Zone 11": { iana: ["Asia/Kamchatka"] },
      "Russia Time Zone 3": { iana: ["Europe/Samara"] },
      "Russian Standard Time": { iana: ["Europe/Moscow"] },
      "SA Eastern Standard Time": { iana: ["America/Cayenne"] },
      "SA Pacific Standard Time": { iana: ["America/Bogota"] },
      "SA Western Standard Time": { iana: ["America/La_Paz"] },
      "SE Asia Standard Time": { iana: ["Asia/Bangkok"] },
      "Saint Pierre Standard Time": { iana: ["America/Miquelon"] },
      "Sakhalin Standard Time": { iana: ["Asia/Sakhalin"] },
      "Samoa Standard Time": { iana: ["Pacific/Apia"] },
      "Sao Tome Standard Time": { iana: ["Africa/Sao_Tome"] },
      "Saratov Standard Time": { iana: ["Europe/Saratov"] },
      "Singapore Standard Time": { iana: ["Asia/Singapore"] },
      "South Africa Standard Time": { iana: ["Africa/Johannesburg"] },
      "South Sudan Standard Time": { iana: ["Africa/Juba"] },
      "Sri Lanka Standard Time": { iana: ["Asia/Colombo"] },
      "Sudan Standard Time": { iana: ["Africa/Khartoum"] },
      "Syria Standard Time": { iana: ["Asia/Damascus"] },
      "Taipei Standard Time": { iana: ["Asia/Taipei"] },
      "Tasmania Standard Time": { iana: ["Australia/Hobart"] },
      "Tocantins Standard Time": { iana: ["America/Araguaina"] },
      "Tokyo Standard Time": { iana: ["Asia/Tokyo"] },
      "Tomsk Standard Time": { iana: ["Asia/Tomsk"] },
      "Tonga Standard Time": { iana: ["Pacific/Tongatapu"] },
      "Transbaikal Standard Time": { iana: ["Asia/Chita"] },
      "Turkey Standard Time": { iana: ["Europe/Istanbul"] },
      "Turks And Caicos Standard Time": { iana: ["America/Grand_Turk"] },
      "US Eastern Standard Time": { iana: ["America/Indianapolis"] },
      "US Mountain Standard Time": { iana: ["America/Phoenix"] },
      UTC: { iana: ["Etc/UTC"] },
      "UTC+12": { iana: ["Etc/GMT-12"] },
      "UTC+13": { iana: ["Etc/GMT-13"] },
      "UTC-02": { iana: ["Etc/GMT+2"] },
      "UTC-08": { iana: ["Etc/GMT+8"] },
      "UTC-09": { iana: ["Etc/GMT+9"] },
      "UTC-11": { iana: ["Etc/GMT+11"] },
      "Ulaanbaatar Standard Time": { iana: ["Asia/Ulaanbaatar"] },
      "Venezuela Standard Time": { iana: ["America/Caracas"] },
      "Vladivostok Standard Time": { iana: ["Asia/Vladivostok"] },
      "Volgograd Standard Time": { iana: ["Europe/Volgograd"] },
      "W. Australia Standard Time": { iana: ["Australia/Perth"] },
      "W. Central Africa Standard Time": { iana: ["Africa/Lagos"] },
      "W. Europe Standard Time": { iana: ["Europe/Berlin"] },
      "W. Mongolia Standard Time": { iana: ["Asia/Hovd"] },
      "West Asia Standard Time": { iana: ["Asia/Tashkent"] },
      "West Bank Standard Time": { iana: ["Asia/Hebron"] },
      "West Pacific Standard Time": { iana: ["Pacific/Port_Moresby"] },
      "Yakutsk Standard Time": { iana: ["Asia/Yakutsk"] },
      "Yukon Standard Time": { iana: ["America/Whitehorse"] }
    };
  }
});

// node_modules/node-ical/lib/tz-utils.js
var require_tz_utils = __commonJS({
  "node_modules/node-ical/lib/tz-utils.js"(exports2, module2) {
    var Temporal = globalThis.Temporal || require_temporal_polyfill().Temporal;
    var windowsZones = require_windowsZones();
    globalThis.Temporal ??= Temporal;
    var aliasMap = /* @__PURE__ */ new Map();
    function normalizeWindowsLabel(label) {
      return String(label).replaceAll(/\s+/g, " ").trim().toLowerCase();
    }
    function buildWindowsLabelIndex(source) {
      const index = /* @__PURE__ */ new Map();
      const addVariant = (label, data) => {
        const normalized = normalizeWindowsLabel(label);
        if (!normalized || index.has(normalized)) {
          return;
        }
        index.set(normalized, data);
      };
      for (const [label, data] of Object.entries(source)) {
        addVariant(label, data);
        const withoutOffset = label.replace(/^\(utc[^)]*\)\s*/i, "").replace(/^\(gmt[^)]*\)\s*/i, "");
        if (withoutOffset !== label) {
          addVariant(withoutOffset, data);
          if (withoutOffset.includes(",")) {
            for (const segment of withoutOffset.split(",")) {
              addVariant(segment, data);
            }
          }
        }
      }
      return index;
    }
    var windowsLabelIndex = buildWindowsLabelIndex(windowsZones);
    function mapWindowsZone(label) {
      const exact = windowsZones[label];
      if (exact && Array.isArray(exact.iana) && exact.iana.length > 0) {
        return exact.iana[0];
      }
      const normalized = normalizeWindowsLabel(label);
      const indexed = windowsLabelIndex.get(normalized);
      if (indexed && Array.isArray(indexed.iana) && indexed.iana.length > 0) {
        return indexed.iana[0];
      }
      if (label.includes(",")) {
        for (const segment of label.split(",")) {
          const variant = windowsLabelIndex.get(normalizeWindowsLabel(segment));
          if (variant && Array.isArray(variant.iana) && variant.iana.length > 0) {
            return variant.iana[0];
          }
        }
      }
      return null;
    }
    function pad2(value) {
      return String(value).padStart(2, "0");
    }
    var validIanaCache = /* @__PURE__ */ new Map();
    function offsetLabelToMinutes(offset) {
      if (!offset) {
        return void 0;
      }
      const trimmed = String(offset).trim().replace(/^\(?(?:utc|gmt)\)?\s*/i, "").replace(/\)$/, "").trim();
      const match = trimmed.match(/^([+-])(\d{1,2})(?::?(\d{2}))?$/);
      if (!match) {
        return void 0;
      }
      const [, sign, hoursPart, minutesPart] = match;
      const hours = Number(hoursPart);
      const minutes = minutesPart ? Number(minutesPart) : 0;
      if (Number.isNaN(hours) || Number.isNaN(minutes)) {
        return void 0;
      }
      if (minutes >= 60) {
        return void 0;
      }
      if (hours > 14 || hours === 14 && minutes !== 0) {
        return void 0;
      }
      const total = hours * 60 + minutes;
      return sign === "-" ? -total : total;
    }
    function minutesToOffset(totalMinutes) {
      if (!Number.isFinite(totalMinutes)) {
        return void 0;
      }
      const sign = totalMinutes < 0 ? "-" : "+";
      const absolute = Math.abs(totalMinutes);
      const hours = Math.floor(absolute / 60);
      const minutes = absolute % 60;
      return `${sign}${pad2(hours)}:${pad2(minutes)}`;
    }
    function minutesToEtcZone(totalMinutes) {
      if (!Number.isFinite(totalMinutes)) {
        return void 0;
      }
      if (totalMinutes === 0) {
        return "Etc/GMT";
      }
      if (totalMinutes % 60 !== 0) {
        return void 0;
      }
      const hours = Math.abs(totalMinutes) / 60;
      const sign = totalMinutes > 0 ? "-" : "+";
      return `Etc/GMT${sign}${hours}`;
    }
    function resolveTZID(value) {
      if (typeof value !== "string" || value.length === 0) {
        return {
          original: void 0,
          iana: void 0,
          offset: void 0,
          offsetMinutes: void 0,
          etc: void 0
        };
      }
      let tz = value;
      if (tz === "tzone://Microsoft/Custom" || tz.startsWith("Customized Time Zone") || tz.startsWith("tzone://Microsoft/")) {
        tz = guessLocalZone();
      }
      tz = tz.replace(/^"(.*)"$/, "$1");
      const original = tz;
      if (tz && (tz.includes(" ") || tz.includes(","))) {
        const mapped = mapWindowsZone(tz);
        if (mapped) {
          tz = mapped;
        }
      }
      let offsetMinutes;
      if (tz && tz.startsWith("(")) {
        const offsetMatch = tz.match(/([+-]\d{1,2}:\d{2})/);
        if (offsetMatch) {
          offsetMinutes = offsetLabelToMinutes(offsetMatch[1]);
        }
        tz = null;
      }
      if (offsetMinutes === void 0 && tz) {
        const mins = offsetLabelToMinutes(tz);
        if (Number.isFinite(mins)) {
          offsetMinutes = mins;
          tz = null;
        }
      }
      const exact = findExactZoneMatch(tz);
      const iana = exact || (tz && isValidIana(tz) ? tz : void 0);
      const offset = minutesToOffset(offsetMinutes);
      const etc = minutesToEtcZone(offsetMinutes);
      return {
        original,
        iana,
        offset,
        offsetMinutes,
        etc
      };
    }
    function formatDateForRrule(date, tzInfo = {}) {
      if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
        return void 0;
      }
      const tzId = tzInfo.iana && isValidIana(tzInfo.iana) ? tzInfo.iana : Number.isFinite(tzInfo.offsetMinutes) ? minutesToOffset(tzInfo.offsetMinutes) : void 0;
      if (!tzId) {
        return void 0;
      }
      const { year, month, day, hour, minute, second } = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(tzId);
      return `${year}${pad2(month)}${pad2(day)}T${pad2(hour)}${pad2(minute)}${pad2(second)}`;
    }
    function attachTz(date, tzid) {
      if (!date || !tzid) {
        return date;
      }
      const hasSameValue = date.tz === tzid;
      const isEnumerable = Object.prototype.propertyIsEnumerable.call(date, "tz");
      if (!hasSameValue || isEnumerable) {
        Object.defineProperty(date, "tz", {
          value: tzid,
          enumerable: false,
          configurable: true,
          writable: false
        });
      }
      return date;
    }
    function resolveZone(zone) {
      if (!zone) {
        return zone;
      }
      return aliasMap.get(zone) || zone;
    }
    function guessLocalZone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
    function getZoneNames() {
      return Intl.supportedValuesOf("timeZone");
    }
    function findExactZoneMatch(tz) {
      if (!tz) {
        return void 0;
      }
      const z = resolveZone(tz);
      return isValidIana(z) ? z : void 0;
    }
    function isValidIana(zone) {
      if (!zone) {
        return false;
      }
      const tz = resolveZone(zone);
      if (!tz) {
        return false;
      }
      if (validIanaCache.has(tz)) {
        return validIanaCache.get(tz);
      }
      try {
        new Intl.DateTimeFormat("en-US", { timeZone: tz }).format(/* @__PURE__ */ new Date(0));
        validIanaCache.set(tz, true);
        return true;
      } catch {
        validIanaCache.set(tz, false);
        return false;
      }
    }
    function parseDateTimeInZone(yyyymmddThhmmss, zone) {
      const s = String(yyyymmddThhmmss);
      let m = s.match(/^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/);
      let fields;
      if (m) {
        fields = {
          year: Number(m[1]),
          month: Number(m[2]),
          day: Number(m[3]),
          hour: Number(m[4]),
          minute: Number(m[5]),
          second: Number(m[6] || 0)
        };
      } else {
        m = s.match(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?$/);
        if (m) {
          fields = {
            year: Number(m[1]),
            month: Number(m[2]),
            day: Number(m[3]),
            hour: Number(m[4]),
            minute: Number(m[5]),
            second: Number(m[6] || 0)
          };
        }
      }
      if (!fields) {
        return void 0;
      }
      const tz = resolveZone(zone);
      if (!isValidIana(tz)) {
        return void 0;
      }
      const epochMs = Temporal.PlainDateTime.from(fields).toZonedDateTime(tz, { disambiguation: "later" }).epochMilliseconds;
      return attachTz(new Date(epochMs), zone);
    }
    function parseWithOffset(yyyymmddThhmmss, offset) {
      const s = String(yyyymmddThhmmss);
      let m = s.match(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?$/);
      m ||= s.match(/^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/);
      if (!m) {
        return void 0;
      }
      const year = Number(m[1]);
      const month = Number(m[2]);
      const day = Number(m[3]);
      const hour = Number(m[4]);
      const minute = Number(m[5]);
      const second = Number(m[6] || 0);
      const totalMinutes = offsetLabelToMinutes(offset);
      if (!Number.isFinite(totalMinutes)) {
        throw new TypeError("Invalid offset string: " + offset);
      }
      const utcMs = Date.UTC(year, month - 1, day, hour, minute, second) - totalMinutes * 6e4;
      const normalizedOffset = minutesToOffset(totalMinutes);
      return attachTz(new Date(utcMs), normalizedOffset);
    }
    function utcAdd(date, amount, unit) {
      if (!(date instanceof Date)) {
        return void 0;
      }
      const msPer = {
        weeks: 7 * 24 * 60 * 60 * 1e3,
        days: 24 * 60 * 60 * 1e3,
        hours: 60 * 60 * 1e3,
        minutes: 60 * 1e3,
        seconds: 1e3
      };
      const factor = msPer[unit];
      if (!factor) {
        throw new Error("Unsupported unit: " + unit);
      }
      return new Date(date.getTime() + amount * factor);
    }
    function linkAlias(arg1, arg2) {
      if (arg2 === void 0) {
        const [a, b] = String(arg1).split("|");
        if (a && b) {
          aliasMap.set(a, b);
        }
        return;
      }
      aliasMap.set(String(arg1), String(arg2));
    }
    var vtimezoneIanaCache = /* @__PURE__ */ new Map();
    function pickApplicableBlock(blocks, refYear) {
      if (blocks.length === 0) {
        return void 0;
      }
      if (blocks.length === 1) {
        return blocks[0];
      }
      const getYear = (block) => block.start instanceof Date ? block.start.getFullYear() : 0;
      const sorted = [...blocks].sort((a, b) => getYear(b) - getYear(a));
      return sorted.find((b) => getYear(b) <= refYear) ?? sorted.at(-1);
    }
    function resolveVTimezoneToIana(vTimezone, year) {
      if (!vTimezone || typeof vTimezone !== "object") {
        return { iana: void 0, offset: void 0 };
      }
      const yearNumber = Number(year);
      if (!Number.isFinite(yearNumber) || !Number.isInteger(yearNumber)) {
        return { iana: void 0, offset: void 0 };
      }
      const components = Object.values(vTimezone).filter((v) => v && typeof v === "object" && typeof v.type === "string" && (v.type === "STANDARD" || v.type === "DAYLIGHT"));
      if (components.length === 0) {
        return { iana: void 0, offset: void 0 };
      }
      const standard = pickApplicableBlock(components.filter((c) => c.type === "STANDARD"), yearNumber);
      const daylight = pickApplicableBlock(components.filter((c) => c.type === "DAYLIGHT"), yearNumber);
      const stdMins = standard ? offsetLabelToMinutes(standard.tzoffsetto) : void 0;
      const dstMins = daylight ? offsetLabelToMinutes(daylight.tzoffsetto) : void 0;
      if (!Number.isFinite(stdMins)) {
        return { iana: void 0, offset: void 0 };
      }
      const stdOffset = minutesToOffset(stdMins);
      if (!Number.isFinite(dstMins)) {
        const etc = minutesToEtcZone(stdMins);
        return { iana: etc || void 0, offset: stdOffset };
      }
      const cacheKey = `${stdMins}|${dstMins}|${yearNumber}`;
      if (vtimezoneIanaCache.has(cacheKey)) {
        return vtimezoneIanaCache.get(cacheKey);
      }
      const probeJan = Temporal.Instant.from(`${yearNumber}-01-15T12:00:00Z`);
      const probeJul = Temporal.Instant.from(`${yearNumber}-07-15T12:00:00Z`);
      for (const zone of getZoneNames()) {
        try {
          const janOffset = probeJan.toZonedDateTimeISO(zone).offsetNanoseconds / 6e10;
          const julOffset = probeJul.toZonedDateTimeISO(zone).offsetNanoseconds / 6e10;
          const offsets = /* @__PURE__ */ new Set([stdMins, dstMins]);
          if (offsets.has(janOffset) && offsets.has(julOffset) && janOffset !== julOffset) {
            const result = { iana: zone, offset: stdOffset };
            vtimezoneIanaCache.set(cacheKey, result);
            return result;
          }
        } catch {
        }
      }
      console.warn(`[node-ical] resolveVTimezoneToIana: no IANA zone matched STD=${stdMins} DST=${dstMins} for year ${yearNumber}; falling back to floating time`);
      const fallback = { iana: void 0, offset: void 0 };
      vtimezoneIanaCache.set(cacheKey, fallback);
      return fallback;
    }
    module2.exports = {
      guessLocalZone,
      getZoneNames,
      findExactZoneMatch,
      isValidIana,
      parseDateTimeInZone,
      parseWithOffset,
      utcAdd,
      linkAlias,
      resolveTZID,
      resolveVTimezoneToIana,
      formatDateForRrule,
      attachTz,
      isUtcTimezone
    };
    module2.exports.__test__ = {
      isUtcTimezone
    };
    function isUtcTimezone(tz) {
      if (!tz) {
        return false;
      }
      const tzLower = tz.toLowerCase();
      return tzLower === "etc/utc" || tzLower === "utc" || tzLower === "etc/gmt";
    }
  }
});

// node_modules/node-ical/lib/date-utils.js
var require_date_utils = __commonJS({
  "node_modules/node-ical/lib/date-utils.js"(exports2, module2) {
    "use strict";
    var Temporal = globalThis.Temporal || require_temporal_polyfill().Temporal;
    var tzUtil = require_tz_utils();
    function getDateKey(dateValue) {
      if (dateValue.dateOnly) {
        return `${dateValue.getFullYear()}-${String(dateValue.getMonth() + 1).padStart(2, "0")}-${String(dateValue.getDate()).padStart(2, "0")}`;
      }
      if (dateValue.tz) {
        try {
          const resolved = tzUtil.resolveTZID(dateValue.tz);
          const tzId = resolved?.iana || resolved?.offset;
          if (resolved && !tzId) {
            console.warn(
              "[node-ical] Could not resolve TZID to an IANA name or UTC offset; falling back to UTC-based date key.",
              { tzid: dateValue.tz, resolved }
            );
          }
          if (tzId) {
            return Temporal.Instant.fromEpochMilliseconds(dateValue.getTime()).toZonedDateTimeISO(tzId).toPlainDate().toString();
          }
        } catch (error) {
          console.warn(`[node-ical] Failed to resolve timezone for date key (TZID="${dateValue.tz}"), falling back to UTC: ${error?.message ?? String(error)}`);
        }
      }
      return dateValue.toISOString().slice(0, 10);
    }
    module2.exports = { getDateKey };
  }
});

// node_modules/node-ical/ical.js
var require_ical = __commonJS({
  "node_modules/node-ical/ical.js"(exports2, module2) {
    var { randomUUID } = require("node:crypto");
    var Temporal = globalThis.Temporal || require_temporal_polyfill().Temporal;
    globalThis.Temporal ??= Temporal;
    var { RRuleTemporal } = require_dist();
    var { toText: toTextFunction } = require_totext();
    var tzUtil = require_tz_utils();
    var { getDateKey } = require_date_utils();
    function cloneDateWithMeta(source, newTime = source) {
      const cloned = new Date(newTime);
      if (source?.tz) {
        cloned.tz = source.tz;
      }
      if (source?.dateOnly) {
        cloned.dateOnly = source.dateOnly;
      }
      return cloned;
    }
    function getDurationString(duration) {
      if (typeof duration === "object" && duration?.val) {
        return String(duration.val);
      }
      return duration ? String(duration) : "";
    }
    function storeRecurrenceOverride(recurrences, recurrenceId, recurrenceObject) {
      if (typeof recurrenceId.toISOString !== "function") {
        console.warn(`[node-ical] Invalid recurrenceid (no toISOString): ${recurrenceId}`);
        return;
      }
      const dateKey = getDateKey(recurrenceId);
      const isoKey = recurrenceId.dateOnly === true ? null : recurrenceId.toISOString();
      const existing = isoKey && recurrences[isoKey] || recurrences[dateKey];
      if (existing !== void 0) {
        const existingSeq = Number.isFinite(existing.sequence) ? existing.sequence : 0;
        const newSeq = Number.isFinite(recurrenceObject.sequence) ? recurrenceObject.sequence : 0;
        if (newSeq < existingSeq) {
          const key = isoKey || dateKey;
          console.warn(`[node-ical] Ignoring older RECURRENCE-ID override (SEQUENCE ${newSeq} < ${existingSeq}) for ${key}`);
          return;
        }
      }
      recurrences[dateKey] = recurrenceObject;
      if (isoKey) {
        recurrences[isoKey] = recurrenceObject;
      }
    }
    var RRuleCompatWrapper = class _RRuleCompatWrapper {
      constructor(rruleTemporal, dateOnly = false) {
        this._rrule = rruleTemporal;
        this._dateOnly = dateOnly;
      }
      static #temporalToDate(value) {
        if (value === void 0 || value === null) {
          return value;
        }
        if (Array.isArray(value)) {
          return value.map((item) => _RRuleCompatWrapper.#temporalToDate(item));
        }
        if (typeof value === "object" && !(value instanceof Date) && typeof value.epochMilliseconds === "number") {
          return new Date(value.epochMilliseconds);
        }
        return value;
      }
      #serializeOptions() {
        const raw = this._rrule.options();
        const converted = {};
        for (const [key, value] of Object.entries(raw)) {
          converted[key] = _RRuleCompatWrapper.#temporalToDate(value);
        }
        if (converted.byweekday === void 0 && raw.byDay !== void 0) {
          converted.byweekday = _RRuleCompatWrapper.#temporalToDate(raw.byDay);
        }
        return converted;
      }
      // Convert a ZonedDateTime to a JS Date.
      // For VALUE=DATE events the ZDT calendar components (year/month/day in UTC)
      // represent the intended calendar date; create a local-midnight Date so that
      // .toDateString() returns the correct day regardless of the host timezone.
      // Mark the result with dateOnly=true so that downstream helpers that
      // distinguish date-only from timed dates (e.g. createLocalDateFromUTC) also
      // use local getters rather than UTC getters.
      #zdtToDate(zdt) {
        if (this._dateOnly) {
          const d = new Date(zdt.year, zdt.month - 1, zdt.day, 0, 0, 0, 0);
          d.dateOnly = true;
          return d;
        }
        return new Date(zdt.epochMilliseconds);
      }
      between(after, before, inclusive = false) {
        const results = this._rrule.between(after, before, inclusive);
        return results.map((zdt) => this.#zdtToDate(zdt));
      }
      all(iterator) {
        const wrappedIterator = iterator ? (zdt, index) => iterator(this.#zdtToDate(zdt), index) : void 0;
        const results = this._rrule.all(wrappedIterator);
        return results.map((zdt) => this.#zdtToDate(zdt));
      }
      before(date, inclusive = false) {
        const result = this._rrule.before(date, inclusive);
        return result ? this.#zdtToDate(result) : void 0;
      }
      after(date, inclusive = false) {
        const result = this._rrule.after(date, inclusive);
        return result ? this.#zdtToDate(result) : void 0;
      }
      toText(locale) {
        return toTextFunction(this._rrule, locale);
      }
      // Delegate other methods
      toString() {
        return this._rrule.toString();
      }
      // Expose options as a property for compatibility with the old rrule.js API
      // (the wrapper hides the underlying method-based interface)
      get options() {
        return this.#serializeOptions();
      }
      // OrigOptions: the original options as passed to the constructor (before processing).
      // In rrule.js, this was used for toString() and clone() operations.
      // For rrule-temporal, options() already returns the unprocessed original options,
      // so origOptions and options are equivalent.
      get origOptions() {
        return this.#serializeOptions();
      }
    };
    var text = function(t = "") {
      return t.replaceAll(String.raw`\,`, ",").replaceAll(String.raw`\;`, ";").replaceAll(/\\[nN]/g, "\n").replaceAll("\\\\", "\\").replace(/^"(.*)"$/, "$1");
    };
    var parseValue = function(value) {
      if (value === "TRUE") {
        return true;
      }
      if (value === "FALSE") {
        return false;
      }
      const number = Number(value);
      if (!Number.isNaN(number)) {
        return number;
      }
      value = value.replace(/^"(.*)"$/, "$1");
      return value;
    };
    var parseParameters = function(p) {
      const out = {};
      for (const element of p) {
        if (element.includes("=")) {
          const segs = element.split("=");
          out[segs[0]] = parseValue(segs.slice(1).join("="));
        }
      }
      return out;
    };
    var storeValueParameter = function(name) {
      return function(value, curr) {
        const current = curr[name];
        if (Array.isArray(current)) {
          current.push(value);
          return curr;
        }
        curr[name] = current === void 0 ? value : [current, value];
        return curr;
      };
    };
    var storeParameter = function(name) {
      return function(value, parameters, curr) {
        const data = parameters && parameters.length > 0 && !(parameters.length === 1 && (parameters[0] === "CHARSET=utf-8" || parameters[0] === "VALUE=TEXT")) ? { params: parseParameters(parameters), val: text(value) } : text(value);
        return storeValueParameter(name)(data, curr);
      };
    };
    var addTZ = function(dt, parameters) {
      if (!dt) {
        return dt;
      }
      const p = parseParameters(parameters);
      if (parameters && p && p.TZID !== void 0) {
        let tzid = p.TZID.toString();
        tzid = tzid.replace(/^"(.*)"$/, "$1");
        return tzUtil.attachTz(dt, tzid);
      }
      if (dt.tz) {
        return tzUtil.attachTz(dt, dt.tz);
      }
      return dt;
    };
    function isDateOnly(value, parameters) {
      const dateOnly = parameters && parameters.includes("VALUE=DATE") && !parameters.includes("VALUE=DATE-TIME") || /^\d{8}$/.test(value) === true;
      return dateOnly;
    }
    var typeParameter = function(name) {
      return function(value, parameters, curr) {
        const returnValue = isDateOnly(value, parameters) ? "date" : "date-time";
        return storeValueParameter(name)(returnValue, curr);
      };
    };
    function findVtimezoneInStack(stack, tzid) {
      for (const item of stack || []) {
        for (const v of Object.values(item)) {
          if (!v || v.type !== "VTIMEZONE") {
            continue;
          }
          if (!tzid) {
            return v;
          }
          const ids = Array.isArray(v.tzid) ? v.tzid : [v.tzid];
          if (ids.some((id) => String(id).replace(/^"(.*)"$/, "$1") === tzid)) {
            return v;
          }
        }
      }
    }
    var dateParameter = function(name) {
      return function(value, parameters, curr, stack) {
        const pi = parameters.indexOf("TZID=tzone");
        if (pi !== -1) {
          parameters[pi] = parameters[pi] + ":" + value.split(":")[0];
          value = value.split(":")[1];
        }
        let newDate = text(value);
        if (isDateOnly(value, parameters)) {
          const comps2 = /^(\d{4})(\d{2})(\d{2}).*$/.exec(value);
          if (comps2 !== null) {
            newDate = new Date(comps2[1], Number.parseInt(comps2[2], 10) - 1, comps2[3]);
            newDate.dateOnly = true;
            return storeValueParameter(name)(newDate, curr);
          }
        }
        const comps = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z)?$/.exec(value);
        if (comps !== null) {
          const year = Number.parseInt(comps[1], 10);
          const monthIndex = Number.parseInt(comps[2], 10) - 1;
          const day = Number.parseInt(comps[3], 10);
          const hour = Number.parseInt(comps[4], 10);
          const minute = Number.parseInt(comps[5], 10);
          const second = Number.parseInt(comps[6], 10);
          if (comps[7] === "Z") {
            newDate = new Date(Date.UTC(year, monthIndex, day, hour, minute, second));
            tzUtil.attachTz(newDate, "Etc/UTC");
          } else {
            const fallbackWithStackTimezone = () => {
              const vTimezone = findVtimezoneInStack(stack);
              const normalizedTzId = vTimezone ? Array.isArray(vTimezone.tzid) ? vTimezone.tzid.at(-1) : vTimezone.tzid : null;
              if (!normalizedTzId) {
                return new Date(year, monthIndex, day, hour, minute, second);
              }
              let resolvedTzId = String(normalizedTzId).replace(/^"(.*)"$/, "$1");
              if (vTimezone) {
                const resolved = tzUtil.resolveVTimezoneToIana(vTimezone, year);
                if (resolved.iana || resolved.offset) {
                  resolvedTzId = resolved.iana || resolved.offset;
                }
              }
              const tzInfo = tzUtil.resolveTZID(resolvedTzId);
              const offsetString = typeof tzInfo.offset === "string" ? tzInfo.offset : void 0;
              if (offsetString) {
                return tzUtil.parseWithOffset(value, offsetString);
              }
              if (tzInfo.iana) {
                return tzUtil.parseDateTimeInZone(value, tzInfo.iana);
              }
              return new Date(year, monthIndex, day, hour, minute, second);
            };
            if (parameters) {
              const parameterMap = parseParameters(parameters);
              let tz = parameterMap.TZID;
              const findTZIDIndex = () => {
                if (!Array.isArray(parameters)) {
                  return -1;
                }
                return parameters.findIndex((parameter) => typeof parameter === "string" && parameter.toUpperCase().startsWith("TZID="));
              };
              let tzParameterIndex = findTZIDIndex();
              const setTZIDParameter = (newTZID) => {
                if (!Array.isArray(parameters)) {
                  return;
                }
                const normalized = "TZID=" + newTZID;
                if (tzParameterIndex >= 0) {
                  parameters[tzParameterIndex] = normalized;
                } else {
                  parameters.push(normalized);
                  tzParameterIndex = parameters.length - 1;
                }
              };
              if (tz) {
                tz = tz.toString().replace(/^"(.*)"$/, "$1");
                if (tz === "tzone://Microsoft/Custom" || tz === "(no TZ description)" || tz.startsWith("Customized Time Zone") || tz.startsWith("tzone://Microsoft/")) {
                  const originalTz = tz;
                  const stackVTimezone = findVtimezoneInStack(stack, originalTz);
                  if (stackVTimezone) {
                    const resolved = tzUtil.resolveVTimezoneToIana(stackVTimezone, year);
                    if (resolved.iana || resolved.offset) {
                      tz = resolved.iana || resolved.offset;
                    }
                  } else {
                    tz = tzUtil.guessLocalZone();
                  }
                }
                const tzInfo = tzUtil.resolveTZID(tz);
                const resolvedTZID = tzInfo.iana || tzInfo.original || tz;
                setTZIDParameter(resolvedTZID);
                const offsetString = typeof tzInfo.offset === "string" ? tzInfo.offset : void 0;
                if (offsetString) {
                  newDate = tzUtil.parseWithOffset(value, offsetString);
                } else if (tzInfo.iana) {
                  newDate = tzUtil.parseDateTimeInZone(value, tzInfo.iana);
                } else {
                  newDate = new Date(year, monthIndex, day, hour, minute, second);
                }
                newDate = addTZ(newDate, parameters);
              } else {
                newDate = fallbackWithStackTimezone();
              }
            } else {
              newDate = fallbackWithStackTimezone();
            }
          }
        }
        return storeValueParameter(name)(newDate, curr);
      };
    };
    var geoParameter = function(name) {
      return function(value, parameters, curr) {
        storeParameter(value, parameters, curr);
        const parts = value.split(";");
        curr[name] = { lat: Number(parts[0]), lon: Number(parts[1]) };
        return curr;
      };
    };
    var categoriesParameter = function(name) {
      return function(value, parameters, curr) {
        storeParameter(value, parameters, curr);
        if (curr[name] === void 0) {
          curr[name] = value ? value.split(",").map((s) => s.trim()) : [];
        } else if (value) {
          curr[name] = curr[name].concat(value.split(",").map((s) => s.trim()));
        }
        return curr;
      };
    };
    var exdateParameter = function(name) {
      return function(value, parameters, curr) {
        curr[name] ||= {};
        const dates = value ? value.split(",").map((s) => s.trim()) : [];
        for (const entry of dates) {
          const temporaryContainer = {};
          dateParameter(name)(entry, parameters, temporaryContainer);
          const dateValue = temporaryContainer[name];
          if (!dateValue) {
            continue;
          }
          if (typeof dateValue.toISOString !== "function") {
            console.warn(`[node-ical] Invalid exdate value (no toISOString): ${dateValue}`);
            continue;
          }
          const isoString = dateValue.toISOString();
          const dateKey = getDateKey(dateValue);
          curr[name][dateKey] = dateValue;
          if (!dateValue.dateOnly) {
            curr[name][isoString] = dateValue;
          }
        }
        return curr;
      };
    };
    var recurrenceParameter = function(name) {
      return dateParameter(name);
    };
    var addFBType = function(fb, parameters) {
      const p = parseParameters(parameters);
      if (parameters && p) {
        fb.type = p.FBTYPE || "BUSY";
      }
      return fb;
    };
    var freebusyParameter = function(name) {
      return function(value, parameters, curr) {
        const fb = addFBType({}, parameters);
        curr[name] ||= [];
        curr[name].push(fb);
        storeParameter(value, parameters, fb);
        const parts = value.split("/");
        for (const [index, name2] of ["start", "end"].entries()) {
          dateParameter(name2)(parts[index], parameters, fb);
        }
        return curr;
      };
    };
    var PARSE_BATCH_SIZE = 2e3;
    module2.exports = {
      objectHandlers: {
        BEGIN(component, parameters, curr, stack) {
          stack.push(curr);
          return { type: component };
        },
        END(value, parameters, curr, stack) {
          const originalEnd = function(component, parameters_, curr2, stack2) {
            if (component === "VCALENDAR") {
              let key;
              let object;
              const vcalendarProps = {};
              for (key in curr2) {
                if (!Object.hasOwn(curr2, key)) {
                  continue;
                }
                object = curr2[key];
                if (typeof object === "string") {
                  vcalendarProps[key] = object;
                  delete curr2[key];
                }
              }
              if (Object.keys(vcalendarProps).length > 0) {
                curr2.vcalendar = vcalendarProps;
              }
              return curr2;
            }
            const par = stack2.pop();
            if (!curr2.end) {
              if (curr2.duration === void 0) {
                curr2.end = curr2.datetype === "date-time" ? cloneDateWithMeta(curr2.start) : cloneDateWithMeta(curr2.start, tzUtil.utcAdd(curr2.start, 1, "days"));
              } else {
                const durationString = getDurationString(curr2.duration);
                const durationParts = durationString.match(/-?\d{1,10}[WDHMS]/g);
                if (durationParts && durationParts.length > 0) {
                  const units = {
                    W: "weeks",
                    D: "days",
                    H: "hours",
                    M: "minutes",
                    S: "seconds"
                  };
                  const sign = durationString.startsWith("-") ? -1 : 1;
                  let endTime = curr2.start;
                  for (const part of durationParts) {
                    const value2 = Number.parseInt(part, 10) * sign;
                    const unit = units[part.slice(-1)];
                    endTime = tzUtil.utcAdd(endTime, value2, unit);
                  }
                  curr2.end = cloneDateWithMeta(curr2.start, endTime);
                } else {
                  console.warn(`[node-ical] Ignoring malformed DURATION value: "${durationString}" \u2013 treating as zero duration`);
                  curr2.end = cloneDateWithMeta(curr2.start);
                }
              }
            }
            if (curr2.uid) {
              if (par[curr2.uid] === void 0) {
                par[curr2.uid] = curr2;
                if (par.method) {
                  par[curr2.uid].method = par.method;
                }
              } else if (curr2.recurrenceid === void 0) {
                const existingIsRecurrence = par[curr2.uid].recurrenceid !== void 0;
                const currentIsBaseSeries = curr2.rrule !== void 0;
                if (existingIsRecurrence && currentIsBaseSeries) {
                  for (const key in curr2) {
                    if (key !== null) {
                      par[curr2.uid][key] = curr2[key];
                    }
                  }
                } else {
                  const existingSeq = Number.isFinite(par[curr2.uid].sequence) ? par[curr2.uid].sequence : 0;
                  const newSeq = Number.isFinite(curr2.sequence) ? curr2.sequence : 0;
                  if (newSeq < existingSeq) {
                    console.warn(`[node-ical] Ignoring older event version (SEQUENCE ${newSeq} < ${existingSeq}) for UID ${curr2.uid}`);
                  } else {
                    for (const key in curr2) {
                      if (key !== null) {
                        par[curr2.uid][key] = curr2[key];
                      }
                    }
                  }
                }
              }
              if (curr2.recurrenceid !== void 0) {
                const recurrenceObject = {};
                let key;
                for (key in curr2) {
                  if (key !== null) {
                    recurrenceObject[key] = curr2[key];
                  }
                }
                if (recurrenceObject.recurrences !== void 0) {
                  delete recurrenceObject.recurrences;
                }
                if (par[curr2.uid].recurrences === void 0) {
                  par[curr2.uid].recurrences = {};
                }
                storeRecurrenceOverride(par[curr2.uid].recurrences, curr2.recurrenceid, recurrenceObject);
              }
              if (curr2.uid !== "__proto__" && par[curr2.uid].rrule !== void 0 && par[curr2.uid].recurrenceid !== void 0) {
                delete par[curr2.uid].recurrenceid;
              }
            } else if (component === "VALARM" && (par.type === "VEVENT" || par.type === "VTODO")) {
              par.alarms ??= [];
              par.alarms.push(curr2);
            } else {
              const id = randomUUID();
              par[id] = curr2;
              if (par.method) {
                par[id].method = par.method;
              }
            }
            return par;
          };
          if ((value === "VEVENT" || value === "VTODO" || value === "VJOURNAL") && curr.rrule) {
            let rule = curr.rrule.replace("RRULE:", "");
            rule = rule.slice(rule.lastIndexOf("FREQ="));
            if (rule.includes("DTSTART") === false) {
              if (curr.datetype === "date") {
                const originalStart = curr.start;
                const y = originalStart.getFullYear();
                const m = originalStart.getMonth();
                const d = originalStart.getDate();
                curr.start = new Date(y, m, d, 0, 0, 0, 0);
                if (originalStart && originalStart.tz) {
                  tzUtil.attachTz(curr.start, originalStart?.tz);
                }
                if (originalStart && originalStart.dateOnly === true) {
                  curr.start.dateOnly = true;
                }
              }
              if (curr.start && typeof curr.start.toISOString === "function") {
                try {
                  const isUtc = tzUtil.isUtcTimezone(curr.start.tz);
                  if (curr.start.dateOnly) {
                    const year = curr.start.getFullYear();
                    const month = String(curr.start.getMonth() + 1).padStart(2, "0");
                    const day = String(curr.start.getDate()).padStart(2, "0");
                    rule += `;DTSTART;VALUE=DATE:${year}${month}${day}`;
                  } else if (curr.start.tz && !isUtc) {
                    const tzInfo = tzUtil.resolveTZID(curr.start.tz);
                    const localStamp = tzUtil.formatDateForRrule(curr.start, tzInfo);
                    const tzidLabel = tzInfo.iana || tzInfo.etc || tzInfo.original;
                    if (localStamp && tzidLabel) {
                      rule += `;DTSTART;TZID=${tzidLabel}:${localStamp}`;
                    } else if (localStamp) {
                      rule += `;DTSTART=${localStamp}`;
                    } else {
                      rule += `;DTSTART=${curr.start.toISOString().replaceAll(/[-:]/g, "")}`;
                    }
                  } else {
                    rule += `;DTSTART=${curr.start.toISOString().replaceAll(/[-:]/g, "")}`;
                  }
                  rule = rule.replace(/\.\d{3}/, "");
                } catch (error) {
                  throw new Error("ERROR when trying to convert to ISOString " + error);
                }
              } else {
                throw new Error("No toISOString function in curr.start " + curr.start);
              }
            }
            if (curr.start) {
              let rruleOnly = rule.split(";").filter((segment) => !segment.startsWith("DTSTART") && !segment.startsWith("VALUE=") && !segment.startsWith("TZID=")).join(";");
              if (rruleOnly.includes("UNTIL=")) {
                const untilMatch = rruleOnly.match(/UNTIL=(\d{8})(T\d{6})?(Z)?/);
                if (untilMatch) {
                  const [, datePart, timePart, zSuffix] = untilMatch;
                  if (curr.start.dateOnly) {
                    if (timePart) {
                      rruleOnly = rruleOnly.replace(/UNTIL=\d{8}T\d{6}Z?/, `UNTIL=${datePart}`);
                    }
                  } else if (timePart && !zSuffix) {
                    let converted = false;
                    if (curr.start.tz) {
                      try {
                        const tzInfo = tzUtil.resolveTZID(curr.start.tz);
                        const untilLocal = datePart + timePart;
                        let untilDateObject;
                        if (tzInfo.iana && tzUtil.isValidIana(tzInfo.iana)) {
                          untilDateObject = tzUtil.parseDateTimeInZone(untilLocal, tzInfo.iana);
                        } else if (Number.isFinite(tzInfo.offsetMinutes)) {
                          untilDateObject = tzUtil.parseWithOffset(untilLocal, tzInfo.offset);
                        }
                        if (untilDateObject) {
                          const untilUtc = untilDateObject.toISOString().replaceAll(/[-:]/g, "").replace(/\.\d{3}/, "");
                          rruleOnly = rruleOnly.replace(/UNTIL=\d{8}T\d{6}/, `UNTIL=${untilUtc}`);
                          converted = true;
                        }
                      } catch {
                      }
                    }
                    if (!converted) {
                      rruleOnly = rruleOnly.replace(/UNTIL=(\d{8}T\d{6})(?!Z)/, "UNTIL=$1Z");
                    }
                  }
                }
              }
              if (curr.start.dateOnly) {
                const year = curr.start.getFullYear();
                const month = String(curr.start.getMonth() + 1).padStart(2, "0");
                const day = String(curr.start.getDate()).padStart(2, "0");
                const dtstartString = `DTSTART;VALUE=DATE:${year}${month}${day}`;
                const fullRruleString = `${dtstartString}
RRULE:${rruleOnly}`;
                const rruleTemporal = new RRuleTemporal({
                  rruleString: fullRruleString
                });
                curr.rrule = new RRuleCompatWrapper(
                  rruleTemporal,
                  true
                  /* dateOnly */
                );
              } else {
                const tzInfo = curr.start.tz ? tzUtil.resolveTZID(curr.start.tz) : void 0;
                let timeZone = "UTC";
                if (tzInfo?.iana || tzInfo?.offset) {
                  timeZone = tzInfo.iana || tzInfo.offset;
                } else if (tzInfo) {
                  console.warn("[node-ical] TZID resolved to neither IANA nor UTC offset; falling back to UTC for DTSTART conversion.");
                }
                let dtstartTemporal;
                try {
                  dtstartTemporal = Temporal.Instant.fromEpochMilliseconds(curr.start.getTime()).toZonedDateTimeISO(timeZone);
                } catch (error) {
                  console.warn(`[node-ical] Failed to convert timezone "${timeZone}", falling back to UTC: ${error?.message ?? String(error)}`);
                  dtstartTemporal = Temporal.Instant.fromEpochMilliseconds(curr.start.getTime()).toZonedDateTimeISO("UTC");
                }
                const rruleTemporal = new RRuleTemporal({
                  rruleString: rruleOnly,
                  dtstart: dtstartTemporal
                });
                curr.rrule = new RRuleCompatWrapper(
                  rruleTemporal,
                  false
                  /* dateOnly */
                );
              }
            }
          }
          return originalEnd.call(this, value, parameters, curr, stack);
        },
        SUMMARY: storeParameter("summary"),
        DESCRIPTION: storeParameter("description"),
        URL: storeParameter("url"),
        UID: storeParameter("uid"),
        LOCATION: storeParameter("location"),
        DTSTART(value, parameters, curr, stack, line) {
          if (curr.start === void 0) {
            curr = dateParameter("start")(value, parameters, curr, stack);
            return typeParameter("datetype")(value, parameters, curr);
          }
          throw new Error("duplicate DTSTART encountered, line=" + line);
        },
        DTEND(value, parameters, curr, stack, line) {
          if (curr.end === void 0) {
            return dateParameter("end")(value, parameters, curr, stack);
          }
          throw new Error("duplicate DTEND encountered, line=" + line);
        },
        DUE(value, parameters, curr, stack, line) {
          if (curr.due === void 0) {
            return dateParameter("due")(value, parameters, curr, stack);
          }
          throw new Error("duplicate DUE encountered, line=" + line);
        },
        EXDATE: exdateParameter("exdate"),
        CLASS: storeParameter("class"),
        TRANSP: storeParameter("transparency"),
        GEO: geoParameter("geo"),
        "PERCENT-COMPLETE": storeParameter("completion"),
        COMPLETED: dateParameter("completed"),
        CATEGORIES: categoriesParameter("categories"),
        FREEBUSY: freebusyParameter("freebusy"),
        DTSTAMP: dateParameter("dtstamp"),
        CREATED: dateParameter("created"),
        "LAST-MODIFIED": dateParameter("lastmodified"),
        "RECURRENCE-ID": recurrenceParameter("recurrenceid"),
        SEQUENCE(value, parameters, curr) {
          curr.sequence = parseValue(value);
          return curr;
        },
        RRULE(value, parameters, curr, stack, line) {
          curr.rrule = line;
          return curr;
        }
      },
      handleObject(name, value, parameters, ctx, stack, line) {
        if (this.objectHandlers[name]) {
          return this.objectHandlers[name](value, parameters, ctx, stack, line);
        }
        if (/X-[\w-]+/.test(name) && stack.length > 0) {
          name = name.slice(2);
          return storeParameter(name)(value, parameters, ctx, stack, line);
        }
        return storeParameter(name.toLowerCase())(value, parameters, ctx);
      },
      /**
       * Parse iCalendar lines into a structured object.
       * Supports both sync and async (batched) modes.
       *
       * @param {string[]} lines - Array of iCalendar lines
       * @param {number} [batchSize=0] - Lines per batch (0=sync mode, >0=async batching)
       * @param {Object} [ctx] - Context object (internal, created if not provided)
       * @param {Array} [stack] - Parser stack for nested components (internal)
       * @param {number} [startIndex=0] - Current position in lines array (internal)
       * @param {Function} [cb] - Callback for async mode: cb(error, data)
       * @returns {Object|undefined} Parsed calendar data (sync mode), undefined (async mode with callback)
       *
       * @example
       * // Sync mode (no batching)
       * const data = parseLines(lines);
       *
       * @example
       * // Async mode (with batching)
       * parseLines(lines, 2000, undefined, undefined, 0, (err, data) => { ... });
       */
      parseLines(lines, batchSize = 0, ctx, stack, startIndex = 0, cb) {
        ctx ||= {};
        stack ||= [];
        let parseError = null;
        let parseResult = null;
        try {
          const endIndex = batchSize > 0 ? Math.min(startIndex + batchSize, lines.length) : lines.length;
          for (let i = startIndex; i < endIndex; i++) {
            let l = lines[i];
            while (lines[i + 1] && /[ \t]/.test(lines[i + 1][0])) {
              l += lines[i + 1].slice(1);
              i++;
            }
            if (l.includes("TZID=") && !l.includes('"(')) {
              l = l.replaceAll('"', "");
            }
            const exp = /^([\w\d-]+)((?:;[\w\d-]+=(?:(?:"[^"]*")|[^":;]+))*):(.*)$/;
            let kv = l.match(exp);
            if (kv === null) {
              continue;
            }
            kv = kv.slice(1);
            const value = kv.at(-1);
            const name = kv[0];
            const parameters = kv[1] ? kv[1].split(";").slice(1) : [];
            ctx = this.handleObject(name, value, parameters, ctx, stack, l) || {};
          }
          if (batchSize > 0 && endIndex < lines.length) {
            setImmediate(() => {
              this.parseLines(lines, batchSize, ctx, stack, endIndex, cb);
            });
            return;
          }
          delete ctx.type;
          delete ctx.params;
          parseResult = ctx;
        } catch (error) {
          parseError = error;
        }
        if (cb) {
          if (parseError) {
            cb(parseError, {});
          } else {
            cb(null, parseResult);
          }
        } else if (parseError) {
          throw parseError;
        } else {
          return parseResult;
        }
      },
      /**
       * Parse an iCalendar string.
       *
       * @param {string} string - Raw iCalendar data (ICS format)
       * @param {Function} [cb] - Optional callback for async mode: cb(error, data)
       * @returns {Object|undefined} Parsed calendar data (sync) or undefined (async)
       *
       * @example
       * // Synchronous parsing
       * const data = ical.parseICS(icsString);
       *
       * @example
       * // Asynchronous parsing with callback
       * ical.parseICS(icsString, (err, data) => {
       *   if (err) console.error(err);
       *   else console.log(data);
       * });
       *
       * @todo for v1.0: Split into separate parseICS() (sync) and parseICSAsync() (Promise-based) functions.
       * The current dual-mode API (sync if no callback, async if callback) is an anti-pattern that
       * makes the function behavior unpredictable and harder to type correctly in TypeScript.
       */
      parseICS(string, cb) {
        const lines = string.split(/\r?\n/);
        if (cb) {
          setImmediate(() => {
            this.parseLines(lines, PARSE_BATCH_SIZE, void 0, void 0, 0, cb);
          });
        } else {
          return this.parseLines(lines);
        }
      }
    };
  }
});

// node_modules/node-ical/node-ical.js
var require_node_ical = __commonJS({
  "node_modules/node-ical/node-ical.js"(exports2, module2) {
    var fs = require("node:fs");
    var ical = require_ical();
    var { getDateKey } = require_date_utils();
    function promiseCallback(fn, cb) {
      const promise = new Promise(fn);
      if (!cb) {
        return promise;
      }
      let callbackError = null;
      let callbackResult = null;
      let hasResult = false;
      promise.then((returnValue) => {
        callbackResult = returnValue;
        hasResult = true;
      }).catch((error) => {
        callbackError = error;
      }).finally(() => {
        if (callbackError) {
          cb(callbackError, null);
        } else if (hasResult) {
          cb(null, callbackResult);
        }
      });
    }
    var sync = {};
    var async = {};
    var autodetect = {};
    async.fromURL = function(url, options, cb) {
      if (typeof options === "function" && cb === void 0) {
        cb = options;
        options = void 0;
      }
      return promiseCallback((resolve, reject) => {
        const fetchOptions = options && typeof options === "object" ? { ...options } : {};
        fetch(url, fetchOptions).then((response) => {
          if (!response.ok) {
            throw new Error(`${response.status} ${response.statusText}`);
          }
          return response.text();
        }).then((data) => {
          ical.parseICS(data, (error, ics) => {
            if (error) {
              reject(error);
              return;
            }
            resolve(ics);
          });
        }).catch((error) => {
          reject(error);
        });
      }, cb);
    };
    async.parseFile = function(filename, cb) {
      return promiseCallback((resolve, reject) => {
        fs.readFile(filename, "utf8", (error, data) => {
          if (error) {
            reject(error);
            return;
          }
          ical.parseICS(data, (error2, ics) => {
            if (error2) {
              reject(error2);
              return;
            }
            resolve(ics);
          });
        });
      }, cb);
    };
    async.parseICS = function(data, cb) {
      return promiseCallback((resolve, reject) => {
        ical.parseICS(data, (error, ics) => {
          if (error) {
            reject(error);
            return;
          }
          resolve(ics);
        });
      }, cb);
    };
    sync.parseFile = function(filename) {
      const data = fs.readFileSync(filename, "utf8");
      return ical.parseICS(data);
    };
    sync.parseICS = function(data) {
      return ical.parseICS(data);
    };
    autodetect.parseFile = function(filename, cb) {
      if (!cb) {
        return sync.parseFile(filename);
      }
      async.parseFile(filename, cb);
    };
    autodetect.parseICS = function(data, cb) {
      if (!cb) {
        return sync.parseICS(data);
      }
      async.parseICS(data, cb);
    };
    function generateDateKey(date, isFullDay) {
      if (isFullDay) {
        const year = date.getFullYear();
        const month = date.getMonth() + 1;
        const day = date.getDate();
        return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
      }
      return date.toISOString().slice(0, 10);
    }
    function copyDateMeta(target, source) {
      if (source?.tz) {
        target.tz = source.tz;
      }
      if (source?.dateOnly) {
        target.dateOnly = source.dateOnly;
      }
      return target;
    }
    function createLocalDateFromUTC(utcDate) {
      if (utcDate?.dateOnly) {
        const year2 = utcDate.getFullYear();
        const month2 = utcDate.getMonth();
        const day2 = utcDate.getDate();
        return new Date(year2, month2, day2, 0, 0, 0, 0);
      }
      const year = utcDate.getUTCFullYear();
      const month = utcDate.getUTCMonth();
      const day = utcDate.getUTCDate();
      return new Date(year, month, day, 0, 0, 0, 0);
    }
    function getEventDurationMs(eventData, isFullDay) {
      if (eventData?.start && eventData?.end) {
        return new Date(eventData.end).getTime() - new Date(eventData.start).getTime();
      }
      if (isFullDay) {
        return 24 * 60 * 60 * 1e3;
      }
      return 0;
    }
    function calculateEndTime(start, eventData, isFullDay, baseDurationMs) {
      const durationMs = eventData?.start && eventData?.end ? getEventDurationMs(eventData, isFullDay) : baseDurationMs ?? (isFullDay ? 24 * 60 * 60 * 1e3 : 0);
      return new Date(start.getTime() + durationMs);
    }
    function processNonRecurringEvent(event, options) {
      const { from, to, expandOngoing } = options;
      const isFullDay = event.datetype === "date" || Boolean(event.start?.dateOnly);
      const baseDurationMs = getEventDurationMs(event, isFullDay);
      let eventStart = event.start instanceof Date ? event.start : new Date(event.start);
      if (isFullDay) {
        eventStart = createLocalDateFromUTC(eventStart);
      }
      const eventEnd = calculateEndTime(eventStart, event, isFullDay, baseDurationMs);
      const inRange = expandOngoing ? eventEnd >= from && eventStart <= to : eventStart >= from && eventStart <= to;
      if (!inRange) {
        return [];
      }
      const instance = {
        start: eventStart,
        end: eventEnd,
        summary: event.summary || "",
        isFullDay,
        isRecurring: false,
        isOverride: false,
        event
      };
      copyDateMeta(instance.start, event.start);
      copyDateMeta(instance.end, event.end);
      return [instance];
    }
    function isExcludedByExdate(date, event, dateKey, isFullDay) {
      if (!event.exdate) {
        return false;
      }
      if (isFullDay) {
        for (const exdateValue of new Set(Object.values(event.exdate))) {
          if (exdateValue instanceof Date && getDateKey(exdateValue) === dateKey) {
            return true;
          }
        }
        return false;
      }
      return Boolean(event.exdate[date.toISOString()] || event.exdate[dateKey]?.dateOnly);
    }
    function validateDateRange(from, to) {
      if (!(from instanceof Date) || Number.isNaN(from.getTime())) {
        throw new TypeError("options.from must be a valid Date object");
      }
      if (!(to instanceof Date) || Number.isNaN(to.getTime())) {
        throw new TypeError("options.to must be a valid Date object");
      }
      if (from > to) {
        throw new RangeError("options.from must be before or equal to options.to");
      }
    }
    function adjustSearchRange(from, to, isFullDay, expandOngoing, baseDurationMs) {
      let searchFrom;
      let searchTo;
      if (isFullDay) {
        searchFrom = new Date(Date.UTC(from.getFullYear(), from.getMonth(), from.getDate()));
        searchTo = new Date(Date.UTC(to.getFullYear(), to.getMonth(), to.getDate(), 23, 59, 59, 999));
      } else {
        const isMidnight = to.getHours() === 0 && to.getMinutes() === 0 && to.getSeconds() === 0;
        searchFrom = from;
        searchTo = isMidnight ? new Date(to.getFullYear(), to.getMonth(), to.getDate(), 23, 59, 59, 999) : to;
      }
      if (expandOngoing) {
        searchFrom = new Date(searchFrom.getTime() - baseDurationMs);
      }
      return { searchFrom, searchTo };
    }
    function buildRecurringInstance(date, event, isFullDay, baseDurationMs, options) {
      const { excludeExdates, includeOverrides } = options;
      const dateKey = generateDateKey(date, isFullDay);
      if (excludeExdates && isExcludedByExdate(date, event, dateKey, isFullDay)) {
        return null;
      }
      const isoKey = isFullDay ? null : date.toISOString();
      const overrideEvent = includeOverrides && (isoKey ? event.recurrences?.[isoKey] : event.recurrences?.[dateKey]);
      const isOverride = Boolean(overrideEvent);
      const instanceEvent = isOverride ? overrideEvent : event;
      let start = isOverride && instanceEvent.start ? instanceEvent.start instanceof Date ? instanceEvent.start : new Date(instanceEvent.start) : date;
      if (isFullDay) {
        start = createLocalDateFromUTC(start);
      }
      const end = calculateEndTime(start, instanceEvent, isFullDay, baseDurationMs);
      const instance = {
        start,
        end,
        summary: instanceEvent.summary || event.summary || "",
        isFullDay,
        isRecurring: true,
        isOverride,
        event: instanceEvent
      };
      copyDateMeta(instance.start, isOverride ? instanceEvent.start : event.start);
      copyDateMeta(instance.end, instanceEvent.end || event.end);
      return instance;
    }
    function isInstanceInRange(instance, from, to, expandOngoing) {
      if (instance.isFullDay) {
        const instanceDate = new Date(instance.start.getFullYear(), instance.start.getMonth(), instance.start.getDate());
        const fromDate = new Date(from.getFullYear(), from.getMonth(), from.getDate());
        const toDate = new Date(to.getFullYear(), to.getMonth(), to.getDate());
        const instanceEndDate = new Date(instance.end.getFullYear(), instance.end.getMonth(), instance.end.getDate());
        return expandOngoing ? instanceEndDate >= fromDate && instanceDate <= toDate : instanceDate >= fromDate && instanceDate <= toDate;
      }
      return expandOngoing ? instance.end >= from && instance.start <= to : instance.start >= from && instance.start <= to;
    }
    function expandRecurringEvent2(event, options) {
      const {
        from,
        to,
        includeOverrides = true,
        excludeExdates = true,
        expandOngoing = false
      } = options;
      validateDateRange(from, to);
      if (!event.rrule) {
        return processNonRecurringEvent(event, { from, to, expandOngoing });
      }
      const isFullDay = event.datetype === "date" || Boolean(event.start?.dateOnly);
      const baseDurationMs = getEventDurationMs(event, isFullDay);
      const { searchFrom, searchTo } = adjustSearchRange(from, to, isFullDay, expandOngoing, baseDurationMs);
      const dates = event.rrule.between(searchFrom, searchTo, true);
      const instances = [];
      for (const date of dates) {
        const instance = buildRecurringInstance(date, event, isFullDay, baseDurationMs, { excludeExdates, includeOverrides });
        if (instance && isInstanceInRange(instance, from, to, expandOngoing)) {
          instances.push(instance);
        }
      }
      return instances.sort((a, b) => a.start - b.start);
    }
    module2.exports = {
      // Autodetect
      fromURL: async.fromURL,
      parseFile: autodetect.parseFile,
      parseICS: autodetect.parseICS,
      // Sync
      sync,
      // Async
      async,
      // Recurring event expansion
      expandRecurringEvent: expandRecurringEvent2,
      // Other backwards compat things
      objectHandlers: ical.objectHandlers,
      handleObject: ical.handleObject,
      parseLines: ical.parseLines
    };
  }
});

// in.mjs
var in_exports = {};
__export(in_exports, {
  expandRecurringEvent: () => import_node_ical.expandRecurringEvent,
  parseICS: () => import_node_ical.parseICS
});
module.exports = __toCommonJS(in_exports);
var import_node_ical = __toESM(require_node_ical(), 1);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  expandRecurringEvent,
  parseICS
});
