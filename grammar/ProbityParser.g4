// The clauses of the Probity language. engine/syntax splits a file into blocks and clauses by their
// indent and runs one of the rules `head…`, `clause…` or `cell…` on each alone, so that a mistake
// in one clause leaves the others untouched. See LANGUAGE.md for what each means.
parser grammar ProbityParser;
options { tokenVocab = ProbityLexer; }

// ================================================================ names, texts, literals

// A keyword is a name wherever a name is expected, but for the words that hold conditions together.
name
  : NAME
  | RULESET | VOCABULARY | SOURCE | CONTINUES | RULE | EXCEPTION | TABLE | PROCEDURE | DEFINE | SCENARIO
  | ORDERED | ENUMERATION | ENTITY | RECORD | DOCUMENT | ACT | PARAMETER | SET | MAY | RAISE | LOWER
  | INSTRUMENT | AUTHORITY | DIGEST | NO_RULE_WORD | STRICTER | ALSO | GIVES | GRADE | POINTS | RECORDED | OUTCOME | TELL | ASK | OBSERVE | OBSERVED | UNTIL
  | TITLE | LANGUAGE | LAYER | ZONE | CALENDAR | TRADING | CURRENCY | CLOSE | BUSINESS | USES | ENCODING
  | DELIMITER | CITES | UNVERIFIED | IN | FORCE | IN_FORCE_WORD | WHEN | REQUIRE | OTHERWISE | BECAUSE | EXEMPT
  | DISCLOSE | ITS | CURRENT | VERSION | CHARGE | INCLUDING | STARTS | DUE | EXTENDED | RESTARTS | PAUSED | MET
  | MET_BY_WORD | UNLESS | WARN | PERIOD | NEXT | SUBJECT | DATE | LIST | COVERS | ONLY | WHAT | LISTED | FOR
  | A | AN | STEPS | ORDER | EVIDENCE | AS | AS_OF_WORD | NOW | GIVEN | EXPECT | NOTHING | UNDETERMINED
  | MISSING | STATE | KEY | ROW | ROWS | LAST | FIRST | WINS | REFUSE | REPEATS | UNPIVOT | JOIN | COLUMN
  | EXCEL | MOMENT | IGNORING | OFFSET | ENDS | WITH | CONTAINS | AT | LEAST | MOST | ONE | FROM | TO | BY | ON
  | COUNT | TOTAL | AVERAGE | LARGEST | SMALLEST | LATEST | EARLIEST | ALL | SHARE | ACKNOWLEDGED | LARGER
  | SMALLER | HALF | UP | DOWN | EVEN | CEILING | FLOOR | FULL | LEAP | MARCH | SECOND | MINUTE | HOUR | DAY | WEEK | MONTH
  | YEAR | BUSINESS_DAY_WORD | TRADING_DAY_WORD | BPS | CODE_LITERAL | WITHIN | OVER | TODAY
  | SINCE_WORD | INSIDE_WORD | COUNT_WORD | TOTAL_WORD | AVERAGE_WORD | LARGEST_WORD | SMALLEST_WORD
  | FULL_MONTHS_WORD | FULL_YEARS_WORD | DAYS_WORD | BUSINESS_DAYS_WORD | TRADING_DAYS_WORD | HOURS_WORD
  | LEAP_IN_MARCH_WORD | CLOSE_WORD | SUBJECT_DATE_WORD | SAME_WORD | EXCEPTION_TO_WORD | CURRENT_WORD | COVERS_WORD
  | IN_ORDER_WORD | TRADING_CALENDAR_WORD | LIST_WORD | KEY_ROW_WORD | REFUSE_WORD | EXCEL_DATE_WORD
  | IN_COLUMN_WORD | OWNER_WORD
  | ACROSS | COMPARE | QUARTER | MONTH_OF_WORD | YEAR_OF_WORD | SUBMIT_WORD | ALSO_WHEN_WORD | RAISE_WHERE_WORD
  ;

dotted     : name (DOT name)* ;
path       : name (DOT name)* ;
texts      : TEXT_LITERAL localNames ;
localNames : (name TEXT_LITERAL)* ;
article    : A | AN ;
subject    : name (OF name)? ;
zoneName   : name ((SLASH | MINUS | PLUS) (name | NUMBER_LITERAL))* ;
instant    : DATE_LITERAL | MOMENT_LITERAL ;

// ================================================================ heads of blocks

headUnit        : (RULESET | VOCABULARY | SOURCE | CONTINUES) dotted localNames EOF ;
headRule
  : RULE name localNames name (ON subject | ACROSS subject (BY | SORTED_WORD) groupKey (COMMA groupKey)*) localNames EOF ;
groupKey        : (MONTH | QUARTER | YEAR) OF sum | negation OF_WORD (MONTH_OF_WORD | QUARTER | YEAR_OF_WORD) | sum ;
headException   : EXCEPTION name (TO | EXCEPTION_TO_WORD) dotted EOF ;
headStricter    : STRICTER name localNames (OF | EXCEPTION_TO_WORD) dotted localNames EOF ;
headTable       : TABLE name localNames EOF ;
headProcedure   : PROCEDURE name localNames FOR
                  (parties OF article? subject | subject OF_WORD parties) localNames EOF ;
parties         : name ((AND | COMMA) name)* ;
headDefine      : DEFINE path EQUALS expr EOF ;
headScenario    : SCENARIO TEXT_LITERAL EOF ;
headEnumeration : (ORDERED | ENUMERATION) name localNames EOF ;
headEntity      : (ENTITY | RECORD) name localNames EOF ;
headDocument    : DOCUMENT name localNames EOF ;
headInstrument  : INSTRUMENT name texts EOF ;
headAct         : ACT (TEXT_LITERAL | subject) localNames EOF ;

headParameter   : PARAMETER name localNames (COLON parameterType)? (EQUALS rounded)? localNames EOF ;
parameterType   : unit | type ;
headSet         : SET dotted EQUALS rounded EOF ;

// ================================================================ clauses of headers

clauseTitle     : TITLE texts EOF ;
clauseLanguage  : LANGUAGE NUMBER_LITERAL EOF ;
clauseLayer     : LAYER name EOF ;
clauseZone      : ZONE zoneName EOF ;
clauseCalendar  : (TRADING? CALENDAR | TRADING_CALENDAR_WORD) dotted EOF ;
clauseCurrency  : CURRENCY name EOF ;
clauseClose     : (CLOSE OF BUSINESS | CLOSE_WORD) TIME_LITERAL EOF ;
clauseUses      : USES dotted (COMMA dotted)* EOF ;
clauseEncoding  : ENCODING zoneName EOF ;
clauseDelimiter : DELIMITER TEXT_LITERAL EOF ;

// ================================================================ clauses of vocabularies

clauseField       : name type localNames EOF ;
type              : (LIST OF)? name CODE_LITERAL? | name OF_WORD LIST_WORD ;
clauseSubjectDate : (SUBJECT DATE | SUBJECT_DATE_WORD) name EOF ;
clauseValue       : name localNames EOF ;
clauseVersion     : VERSION TEXT_LITERAL (FROM DATE_LITERAL)? (TO DATE_LITERAL)? (DIGEST TEXT_LITERAL)? UNVERIFIED? EOF ;
clauseAuthority   : AUTHORITY texts EOF ;
clauseContains    : CONTAINS provisions EOF ;
clauseNoRule      : (NO RULE FOR | NO_RULE_WORD) provisions BECAUSE texts EOF ;
provisions        : provisionGroup ((COMMA | AND) provisionGroup)* ;
provisionGroup    : name provision ((COMMA | AND) provision)* | PROVISION_LITERAL ;
provision         : provisionNumber (TO (provisionNumber | LPAREN NUMBER_LITERAL RPAREN))? ;
provisionNumber   : (NUMBER_LITERAL (DOT NUMBER_LITERAL)* | TEXT_LITERAL) (name NUMBER_LITERAL)? (LPAREN NUMBER_LITERAL RPAREN)? ;
clauseActOn       : ON name EOF ;
clauseActDate     : DATE name EOF ;

// ================================================================ clauses of rules

clauseCites     : CITES (name? TEXT_LITERAL | name (VERSION TEXT_LITERAL)? provisions?) UNVERIFIED? EOF ;
clauseInForce   : (IN FORCE | IN_FORCE_WORD)
                  (FROM DATE_LITERAL (TO DATE_LITERAL)? | TO DATE_LITERAL | (BY | SORTED_WORD) expr) EOF ;
clauseWhen      : WHEN expr EOF ;
clauseRequire   : REQUIRE expr EOF ;
clauseCompare   : COMPARE rounded EOF ;
clauseOtherwise : OTHERWISE outcome EOF ;
clauseIfUnknown : (IF UNKNOWN | IF_UNKNOWN_WORD) outcome EOF ;
outcome         : name (BY name)? | VIA_WORD name name ;
clauseBecause   : BECAUSE texts EOF ;
clauseExempt    : EXEMPT EOF ;
clauseDisclose  : DISCLOSE DOCUMENT name (IN ITS CURRENT VERSION | CURRENT_WORD) (BEFORE rounded | AT_WORD rounded BEFORE_WORD)? EOF ;
clauseCharge    : CHARGE rounded (INCLUDING rounded (AND rounded)* ((WHERE | IF) expr)?)? EOF ;
clauseBound     : (AT (LEAST | MOST) | AT_LEAST_WORD | AT_MOST_WORD) rounded EOF ;

clauseAlsoWhen : (ALSO WHEN | ALSO_WHEN_WORD) expr EOF ;
clauseObserve  : OBSERVE (UNTIL | TO) DATE_LITERAL EOF ;

clauseGives    : GIVES name EOF ;
clauseGrade    : GRADE rounded ((WHERE | IF) expr)? (BECAUSE texts)? EOF ;
clausePoints   : POINTS rounded (FOR texts)? EOF ;
clauseRecorded : RECORDED path EOF ;
clauseRaise    : (RAISE WHERE | RAISE_WHERE_WORD) expr EOF ;
clauseOutcome  : OUTCOME outcome EOF ;
clauseTell     : TELL who (COMMA who)* responseTime? EOF ;
clauseAsk      : ASK who (FOR | SUBMIT_WORD) texts responseTime? EOF ;
who            : texts | path ;
responseTime
  : (WITHIN (length | path) (AFTER negation)? | BY rounded
    | (AT_WORD | FROM negation SINCE_WORD) (length | path) INSIDE_WORD | AT_WORD rounded BEFORE_WORD)
    (OR THE NEXT BUSINESS DAY | NEXT_DAY_WORD)?
  ;

clauseStarts   : STARTS expr EOF ;
clauseDue      : DUE due EOF ;
due            : (rounded | FROM rounded SINCE_WORD duration INSIDE_WORD) (OR THE NEXT BUSINESS DAY | NEXT_DAY_WORD)? ;
clauseExtended : EXTENDED TO due (IF expr)? EOF ;
clauseRestarts : RESTARTS FROM rounded (IF expr)? EOF ;
clausePaused   : PAUSED FROM rounded TO rounded EOF ;
clauseMet      : (MET BY | MET_BY_WORD) rounded (OR rounded)* EOF ;
clauseUnless   : UNLESS expr EOF ;
clauseWarn     : WARN (AT share OF THE PERIOD | PERIOD OF_WORD share) EOF ;
share          : NUMBER_LITERAL (PERCENT | PERMILLE) ;

// ================================================================ parameters

clauseMay    : name (MAY ONLY? | MAY_ONLY_WORD) (RAISE | LOWER | SET) EOF ;
clauseFromIs : FROM DATE_LITERAL IS rounded EOF ;

// ================================================================ procedures, tables

clauseSteps     : STEPS name (COMMA name)* (IN ORDER | IN_ORDER_WORD)? (COMMA? (BEFORE rounded | AT_WORD rounded BEFORE_WORD))? EOF ;
clauseDocument  : DOCUMENT name (IN ITS CURRENT VERSION | CURRENT_WORD)? EOF ;
clauseEvidence  : EVIDENCE path EOF ;

clauseCovers    : (COVERS ONLY WHAT IS LISTED | COVERS_WORD) EOF ;
cellHeading     : name COLON type EOF | path EOF ;
cell
  : ANY EOF
  | (ONE OF | IS_ONE_OF_WORD) rounded (COMMA rounded)* EOF
  | (AT MOST | AT_MOST_WORD | IS_AT_MOST_WORD) rounded EOF
  | (AT LEAST | AT_LEAST_WORD | IS_AT_LEAST_WORD) rounded EOF
  | (BELOW | IS_BELOW_WORD) rounded EOF
  | (ABOVE | IS_ABOVE_WORD)? rounded (TO (BELOW | IS_BELOW_WORD)? rounded)? EOF
  ;

// ================================================================ scenarios

clauseOn     : ON subject EOF ;
clauseAsOf   : (AS OF | AS_OF_WORD) instant EOF ;
clauseNow    : NOW instant EOF ;
clauseGiven  : GIVEN givenEntity+ EOF ;
givenEntity  : name (givenRecord | givenList) ;
givenRecord  : LBRACE (givenField (COMMA givenField)* COMMA?)? RBRACE ;
givenField   : name COLON givenValue ;
givenList    : LBRACKET (givenValue (COMMA givenValue)* COMMA?)? RBRACKET ;
givenValue   : givenRecord | givenList | YES | NO | UNKNOWN | instant | TEXT_LITERAL | MINUS? number | path ;
clauseExpect : EXPECT expectation EOF ;
expectation
  : NOTHING FROM dotted
  | UNDETERMINED (FROM dotted)?
  | MISSING path (FROM dotted)?
  | DUE instant FROM dotted
  | STATE name FROM dotted
  | GRADE givenValue FROM dotted
  | OBSERVED name FROM dotted
  | name (FROM dotted)?
  ;

// ================================================================ sources

clauseMapping
  : name (DOT name)? FROM (TEXT_LITERAL | name) mappingOption* EOF
  | name DOT name FROM EVERY name BY name EOF
  ;
mappingOption
  : KEY (ROW | KEY_ROW_WORD | columns)                            # optionKey
  | (OF | OWNER_WORD) columns (IS columns)?                       # optionOwner
  | (AS OF | AS_OF_WORD) column (AS form)?                        # optionAsOf
  | (LAST ROW WINS | LAST_WINS_WORD)                              # optionLast
  | (FIRST ROW WINS | FIRST_WINS_WORD)                            # optionFirst
  | (REFUSE REPEATS | REFUSE_WORD)                                # optionRefuse
  | UNPIVOT column (TO column | (COMMA column)*) AS name          # optionUnpivot
  | WHERE column (IS NOT? TEXT_LITERAL | IS_NOT_WORD TEXT_LITERAL
    | (IS NOT? ONE OF | IS_ONE_OF_WORD | IS_NOT_ONE_OF_WORD) TEXT_LITERAL (COMMA TEXT_LITERAL)*)  # optionWhere
  | JOIN TEXT_LITERAL ON column IS column                         # optionJoin
  | referenceName columns                                         # optionReference
  ;
referenceName : NAME | ORDER | FROM | TO | SUBJECT | DOCUMENT | RECORD | RULE | ENTITY | SOURCE | PERIOD ;
columns      : column (COMMA column)* ;
column       : (name DOT)? (name | TEXT_LITERAL) ;
form         : DATE TEXT_LITERAL? | MOMENT TEXT_LITERAL? | EXCEL DATE | EXCEL_DATE_WORD ;
clauseMapped : name EQUALS (TEXT_LITERAL | COLUMN TEXT_LITERAL | column) mappedOption* EOF ;
mappedOption
  : AS form
  | ZONE zoneName (IGNORING OFFSET | IGNORING_OFFSET_WORD)?
  | (IN COLUMN | IN_COLUMN_WORD) column
  | IN name
  | valueMap
  ;
valueMap   : LBRACE valueEntry (COMMA valueEntry)* COMMA? RBRACE ;
valueEntry : (ELSE | OTHERWISE | ((STARTS | ENDS) WITH | STARTS_WITH_WORD | ENDS_WITH_WORD | CONTAINS)? TEXT_LITERAL) ARROW givenValue ;

// ================================================================ expressions, loosest first

expr       : andExpr (OR andExpr)* ;
andExpr    : notExpr (AND notExpr)* ;
notExpr    : NOT notExpr | comparison ;
comparison
  : rounded
    ( (IS NOT? ONE OF | IS_ONE_OF_WORD | IS_NOT_ONE_OF_WORD) rounded (COMMA rounded)*
    | (IS NOT? (KNOWN | UNKNOWN) | IS_NOT_WORD (IS_KNOWN_WORD | UNKNOWN) | IS_KNOWN_WORD)
    | compareOp rounded
    | (MENTIONS ANY OF | MENTIONS_ANY_WORD) TEXT_LITERAL (COMMA TEXT_LITERAL)*
    )?
  ;
compareOp
  : IS AT LEAST | IS AT MOST | IS ABOVE | IS BELOW | IS BEFORE | IS AFTER | IS AT OR BEFORE | IS AT OR AFTER
  | IS NOT | IS | IS_NOT_WORD | IS_AT_LEAST_WORD | IS_AT_MOST_WORD | IS_ABOVE_WORD | IS_BELOW_WORD
  | IS_BEFORE_WORD | IS_AFTER_WORD | IS_AT_OR_BEFORE_WORD | IS_AT_OR_AFTER_WORD
  ;

// The condition of a list. `rounded to` behind it belongs to what is taken of the list.
elementOr  : elementAnd (OR elementAnd)* ;
elementAnd : elementNot (AND elementNot)* ;
elementNot : NOT elementNot | elementComparison ;
elementComparison
  : sum
    ( (IS NOT? ONE OF | IS_ONE_OF_WORD | IS_NOT_ONE_OF_WORD) sum (COMMA sum)*
    | (IS NOT? (KNOWN | UNKNOWN) | IS_NOT_WORD (IS_KNOWN_WORD | UNKNOWN) | IS_KNOWN_WORD)
    | compareOp sum
    | (MENTIONS ANY OF | MENTIONS_ANY_WORD) TEXT_LITERAL (COMMA TEXT_LITERAL)*
    )?
  ;

rounded : sum (ROUNDED TO number roundingMode | roundingMode TO number)? ;
roundingMode
  : HALF UP | HALF EVEN | HALF DOWN | UP | DOWN | CEILING | FLOOR
  | HALF_UP_WORD | HALF_EVEN_WORD | HALF_DOWN_WORD | UP_WORD | DOWN_WORD | CEILING_WORD | FLOOR_WORD
  ;
sum     : product ((PLUS | MINUS) product)* ;
product : orElse ((STAR | SLASH | OF) orElse)* ;
orElse  : negation ((OR ELSE | OR_ELSE_WORD) negation)* ;
negation : MINUS negation | atom suffix* ;

// What stands behind its operand in Chinese: `收到日 之后 15个工作日`, `金额 的 3‰`, `委托时间 的 日期`.
suffix
  : (BEFORE_WORD | AFTER_WORD) duration                                      # suffixShift
  | (BEFORE_WORD | AFTER_WORD) ORDINAL_LITERAL dayUnit                       # suffixOrdinal
  | OF_WORD (number | LPAREN expr RPAREN)                                    # suffixRate
  | OF_WORD DATE                                                             # suffixDateOf
  | OF_WORD CLOSE_WORD                                                       # suffixClose
  | OF_WORD CURRENCY                                                         # suffixCurrency
  ;
duration : (NUMBER_LITERAL | LPAREN expr RPAREN | path (LPAREN (expr (COMMA expr)*)? RPAREN (ON negation)?)?) unit
         | path ;

number   : NUMBER_LITERAL (CODE_LITERAL | PERCENT | PERMILLE | BPS)? ;
dayUnit  : DAY | (BUSINESS | TRADING) DAY | BUSINESS_DAY_WORD | TRADING_DAY_WORD ;
unit     : dayUnit | SECOND | MINUTE | HOUR | WEEK | MONTH | YEAR ;
shift    : (BEFORE | AFTER) negation ;

atom
  : LPAREN expr RPAREN (unit shift?)?                                        # atomGroup
  | NUMBER_LITERAL unit shift?                                               # atomDuration
  | number                                                                   # atomNumber
  | instant                                                                  # atomInstant
  | TEXT_LITERAL                                                             # atomText
  | (SOME | NO) OTHER? path (BY path)? window? (WHERE elementOr)?            # atomSome
  | EVERY OTHER? path (BY path)? window? (WHERE elementOr)? HAS elementOr    # atomEvery
  | EVERY OTHER? path (SORTED_WORD path)? windowIn? (IN_LIST_WORD elementOr OF_WORD)? HAS elementOr    # atomEveryIn
  | (YES | NO)                                                               # atomTruth
  | THE (LARGER | SMALLER) OF rounded (COMMA rounded)* AND rounded           # atomExtreme
  | TAKE_WORD rounded ((COMMA | AND) rounded)+ (LARGER_WORD | SMALLER_WORD)  # atomTake
  | THE ORDINAL_LITERAL dayUnit shift                                        # atomOrdinal
  | IF expr THEN expr (ELSE | OTHERWISE) expr                                # atomChoose
  | FULL (MONTH | YEAR) FROM sum TO sum (WITH LEAP DAY IN MARCH)?            # atomElapsed
  | (HOUR | dayUnit) FROM sum TO sum                                         # atomElapsed
  | FROM sum TO sum OF_WORD (FULL_MONTHS_WORD | FULL_YEARS_WORD) LEAP_IN_MARCH_WORD?   # atomElapsedWord
  | FROM sum TO sum OF_WORD (DAYS_WORD | BUSINESS_DAYS_WORD | TRADING_DAYS_WORD | HOURS_WORD)   # atomElapsedWord
  | DATE OF negation                                                         # atomDateOf
  | CLOSE OF BUSINESS ON negation                                            # atomClose
  | COUNT OF OTHER? path (BY path)? window? (WHERE elementOr)?               # atomCount
  | (TOTAL | AVERAGE | LARGEST | SMALLEST) element
    OF OTHER? path (BY path)? window? (WHERE elementOr)?                     # atomTotal
  | (LATEST | EARLIEST) element OF OTHER? path BY path window? (WHERE elementOr)?   # atomLatest
  | ALL path SHARE path                                                      # atomShare
  | ALL path OF_WORD path SAME_WORD                                          # atomSame
  | OTHER? path (SORTED_WORD path)? windowIn? IN_LIST_WORD (SOME | NO) elementOr OF_WORD      # atomSomeIn
  | OTHER? path (SORTED_WORD path)? windowIn? (IN_LIST_WORD elementOr)? OF_WORD COUNT_WORD    # atomCountIn
  | OTHER? path (SORTED_WORD path)? windowIn? (IN_LIST_WORD elementOr)? OF_WORD element OF_WORD
    (TOTAL_WORD | AVERAGE_WORD | LARGEST_WORD | SMALLEST_WORD)               # atomTotalIn
  | OTHER? path SORTED_WORD path windowIn? (IN_LIST_WORD elementOr)? (LATEST | EARLIEST) OF_WORD element   # atomLatestIn
  | CURRENCY OF negation                                                     # atomCurrency
  | EVIDENCE OF name                                                         # atomEvidence
  | name COMPLETED_WORD                                                      # atomCompleted
  | ACKNOWLEDGED name                                                        # atomAcknowledged
  | (SUBJECT DATE | SUBJECT_DATE_WORD)                                       # atomSubjectDate
  | path LPAREN (expr (COMMA expr)*)? RPAREN (ON negation)? (unit shift?)?   # atomCall
  | path (unit shift? | shift)?                                              # atomPath
  ;
element : path | LPAREN expr RPAREN ;
// Which elements of a list, by their date.
window
  : WITHIN length BEFORE negation
  | OVER THE LAST length (AND TODAY)?
  | TODAY
  ;
windowIn
  : AT_WORD negation BEFORE_WORD length INSIDE_WORD
  | RECENT_WORD length AND_TODAY_WORD?
  | TODAY_WORD
  ;
length : (NUMBER_LITERAL | LPAREN expr RPAREN | path) unit ;
