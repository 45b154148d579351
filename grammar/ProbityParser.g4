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
  | STRICTER | ALSO | GIVES | GRADE | POINTS | RECORDED | OUTCOME | TELL | ASK | OBSERVE | OBSERVED | UNTIL
  | TITLE | LANGUAGE | LAYER | ZONE | CALENDAR | TRADING | CURRENCY | CLOSE | BUSINESS | USES | ENCODING
  | DELIMITER | CITES | UNVERIFIED | IN | FORCE | IN_FORCE_WORD | WHEN | REQUIRE | OTHERWISE | BECAUSE | EXEMPT
  | DISCLOSE | ITS | CURRENT | VERSION | CHARGE | INCLUDING | STARTS | DUE | EXTENDED | RESTARTS | PAUSED | MET
  | MET_BY_WORD | UNLESS | WARN | PERIOD | NEXT | SUBJECT | DATE | LIST | COVERS | ONLY | WHAT | LISTED | FOR
  | A | AN | STEPS | ORDER | EVIDENCE | AS | AS_OF_WORD | NOW | GIVEN | EXPECT | NOTHING | UNDETERMINED
  | MISSING | STATE | KEY | ROW | ROWS | LAST | FIRST | WINS | REFUSE | REPEATS | UNPIVOT | JOIN | COLUMN
  | EXCEL | MOMENT | IGNORING | OFFSET | ENDS | WITH | CONTAINS | AT | LEAST | MOST | ONE | FROM | TO | BY | ON
  | COUNT | TOTAL | AVERAGE | LARGEST | SMALLEST | LATEST | EARLIEST | ALL | SHARE | ACKNOWLEDGED | LARGER
  | SMALLER | HALF | UP | DOWN | EVEN | CEILING | FLOOR | FULL | SECOND | MINUTE | HOUR | DAY | WEEK | MONTH
  | YEAR | BUSINESS_DAY_WORD | TRADING_DAY_WORD | BPS | CODE_LITERAL | WITHIN | OVER | TODAY
  | ACROSS | COMPARE | QUARTER
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
  : RULE name localNames name (ON subject | ACROSS subject BY groupKey (COMMA groupKey)*) localNames EOF ;
groupKey        : ((MONTH | QUARTER | YEAR) OF)? sum ;
headException   : EXCEPTION name TO dotted EOF ;
headStricter    : STRICTER name localNames (OF | ON) dotted localNames EOF ;
headTable       : TABLE name localNames EOF ;
headProcedure   : PROCEDURE name localNames FOR name ((AND | COMMA) name)* OF article? subject localNames EOF ;
headDefine      : DEFINE path EQUALS expr EOF ;
headScenario    : SCENARIO TEXT_LITERAL EOF ;
headEnumeration : (ORDERED | ENUMERATION) name localNames EOF ;
headEntity      : (ENTITY | RECORD) name localNames EOF ;
headDocument    : DOCUMENT name localNames EOF ;
headAct         : ACT (TEXT_LITERAL | subject) localNames EOF ;

headParameter   : PARAMETER name localNames (COLON parameterType)? (EQUALS rounded)? localNames EOF ;
parameterType   : unit | type ;
headSet         : SET dotted EQUALS rounded EOF ;

// ================================================================ clauses of headers

clauseTitle     : TITLE texts EOF ;
clauseLanguage  : LANGUAGE NUMBER_LITERAL EOF ;
clauseLayer     : LAYER name EOF ;
clauseZone      : ZONE zoneName EOF ;
clauseCalendar  : TRADING? CALENDAR dotted EOF ;
clauseCurrency  : CURRENCY name EOF ;
clauseClose     : CLOSE OF BUSINESS TIME_LITERAL EOF ;
clauseUses      : USES dotted (COMMA dotted)* EOF ;
clauseEncoding  : ENCODING zoneName EOF ;
clauseDelimiter : DELIMITER TEXT_LITERAL EOF ;

// ================================================================ clauses of vocabularies

clauseField       : name type localNames EOF ;
type              : (LIST OF)? name CODE_LITERAL? ;
clauseSubjectDate : SUBJECT DATE name EOF ;
clauseValue       : name localNames EOF ;
clauseVersion     : VERSION TEXT_LITERAL (FROM DATE_LITERAL)? (TO DATE_LITERAL)? EOF ;
clauseActOn       : ON name EOF ;
clauseActDate     : DATE name EOF ;

// ================================================================ clauses of rules

clauseCites     : CITES name? TEXT_LITERAL UNVERIFIED? EOF ;
clauseInForce   : (IN FORCE | IN_FORCE_WORD)
                  (FROM DATE_LITERAL (TO DATE_LITERAL)? | TO DATE_LITERAL | BY expr) EOF ;
clauseWhen      : WHEN expr EOF ;
clauseRequire   : REQUIRE expr EOF ;
clauseCompare   : COMPARE rounded EOF ;
clauseOtherwise : OTHERWISE outcome EOF ;
clauseIfUnknown : IF UNKNOWN outcome EOF ;
outcome         : name (BY name)? ;
clauseBecause   : BECAUSE texts EOF ;
clauseExempt    : EXEMPT EOF ;
clauseDisclose  : DISCLOSE DOCUMENT name IN ITS CURRENT VERSION (BEFORE rounded)? EOF ;
clauseCharge    : CHARGE rounded (INCLUDING rounded (AND rounded)* (WHERE expr)?)? EOF ;
clauseBound     : (AT (LEAST | MOST) | AT_LEAST_WORD | AT_MOST_WORD) rounded EOF ;

clauseAlsoWhen : (ALSO WHEN | ALSO_WHEN_WORD) expr EOF ;
clauseObserve  : OBSERVE (UNTIL | TO) DATE_LITERAL EOF ;

clauseGives    : GIVES name EOF ;
clauseGrade    : GRADE rounded (WHERE expr)? (BECAUSE texts)? EOF ;
clausePoints   : POINTS rounded (FOR texts)? EOF ;
clauseRecorded : RECORDED path EOF ;
clauseRaise    : (RAISE WHERE | RAISE_WHERE_WORD) expr EOF ;
clauseOutcome  : OUTCOME outcome EOF ;
clauseTell     : TELL who (COMMA who)* responseTime? EOF ;
clauseAsk      : ASK who FOR texts responseTime? EOF ;
who            : texts | path ;
responseTime
  : (WITHIN (length | path) (AFTER negation)? | BY rounded) (OR THE NEXT BUSINESS DAY)?
  ;

clauseStarts   : STARTS expr EOF ;
clauseDue      : DUE due EOF ;
due            : rounded (OR THE NEXT BUSINESS DAY)? ;
clauseExtended : EXTENDED TO due (IF expr)? EOF ;
clauseRestarts : RESTARTS FROM rounded (IF expr)? EOF ;
clausePaused   : PAUSED FROM rounded TO rounded EOF ;
clauseMet      : (MET BY | MET_BY_WORD) rounded (OR rounded)* EOF ;
clauseUnless   : UNLESS expr EOF ;
clauseWarn     : WARN AT NUMBER_LITERAL (PERCENT | PERMILLE) OF THE PERIOD EOF ;

// ================================================================ parameters

clauseMay    : name (MAY ONLY? | MAY_ONLY_WORD) (RAISE | LOWER | SET) EOF ;
clauseFromIs : FROM DATE_LITERAL IS rounded EOF ;

// ================================================================ procedures, tables

clauseSteps     : STEPS name (COMMA name)* (IN ORDER)? (COMMA? BEFORE rounded)? EOF ;
clauseDocument  : DOCUMENT name (IN ITS CURRENT VERSION)? EOF ;
clauseEvidence  : EVIDENCE path EOF ;

clauseCovers    : COVERS ONLY WHAT IS LISTED EOF ;
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
  : KEY (ROW | columns)                                           # optionKey
  | OF columns (IS columns)?                                      # optionOwner
  | AS OF column (AS form)?                                       # optionAsOf
  | LAST ROW WINS                                                 # optionLast
  | FIRST ROW WINS                                                # optionFirst
  | REFUSE REPEATS                                                # optionRefuse
  | UNPIVOT column (TO column | (COMMA column)*) AS name          # optionUnpivot
  | WHERE column IS (NOT? TEXT_LITERAL | NOT? ONE OF TEXT_LITERAL (COMMA TEXT_LITERAL)*)   # optionWhere
  | JOIN TEXT_LITERAL ON column IS column                         # optionJoin
  | referenceName columns                                         # optionReference
  ;
referenceName : NAME | ORDER | FROM | TO | SUBJECT | DOCUMENT | RECORD | RULE | ENTITY | SOURCE | PERIOD ;
columns      : column (COMMA column)* ;
column       : (name DOT)? (name | TEXT_LITERAL) ;
form         : DATE TEXT_LITERAL? | MOMENT TEXT_LITERAL? | EXCEL DATE ;
clauseMapped : name EQUALS (TEXT_LITERAL | COLUMN TEXT_LITERAL | column) mappedOption* EOF ;
mappedOption
  : AS form
  | ZONE zoneName (IGNORING OFFSET)?
  | IN COLUMN column
  | IN name
  | valueMap
  ;
valueMap   : LBRACE valueEntry (COMMA valueEntry)* COMMA? RBRACE ;
valueEntry : (ELSE | ((STARTS | ENDS) WITH | CONTAINS)? TEXT_LITERAL) ARROW givenValue ;

// ================================================================ expressions, loosest first

expr       : andExpr (OR andExpr)* ;
andExpr    : notExpr (AND notExpr)* ;
notExpr    : NOT notExpr | comparison ;
comparison
  : rounded
    ( (IS NOT? ONE OF | IS_ONE_OF_WORD | IS_NOT_ONE_OF_WORD) rounded (COMMA rounded)*
    | (IS NOT? (KNOWN | UNKNOWN) | IS_KNOWN_WORD)
    | compareOp rounded
    | MENTIONS ANY OF TEXT_LITERAL (COMMA TEXT_LITERAL)*
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
    | (IS NOT? (KNOWN | UNKNOWN) | IS_KNOWN_WORD)
    | compareOp sum
    | MENTIONS ANY OF TEXT_LITERAL (COMMA TEXT_LITERAL)*
    )?
  ;

rounded : sum (ROUNDED TO NUMBER_LITERAL (CODE_LITERAL | PERCENT | PERMILLE | BPS)? roundingMode)? ;
roundingMode : HALF UP | HALF EVEN | HALF DOWN | UP | DOWN | CEILING | FLOOR | HALF_UP_WORD ;
sum     : product ((PLUS | MINUS) product)* ;
product : orElse ((STAR | SLASH | OF) orElse)* ;
orElse  : negation (OR ELSE negation)* ;
negation : MINUS negation | atom ;

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
  | (YES | NO)                                                               # atomTruth
  | THE (LARGER | SMALLER) OF rounded (COMMA rounded)* AND rounded           # atomExtreme
  | THE ORDINAL_LITERAL dayUnit shift                                        # atomOrdinal
  | IF expr THEN expr ELSE expr                                              # atomChoose
  | (FULL (MONTH | YEAR) | HOUR | dayUnit) FROM sum TO sum                   # atomElapsed
  | DATE OF negation                                                         # atomDateOf
  | CLOSE OF BUSINESS ON negation                                            # atomClose
  | COUNT OF OTHER? path (BY path)? window? (WHERE elementOr)?               # atomCount
  | (TOTAL | AVERAGE | LARGEST | SMALLEST) element
    OF OTHER? path (BY path)? window? (WHERE elementOr)?                     # atomTotal
  | (LATEST | EARLIEST) element OF OTHER? path BY path window? (WHERE elementOr)?   # atomLatest
  | ALL path SHARE path                                                      # atomShare
  | CURRENCY OF negation                                                     # atomCurrency
  | EVIDENCE OF name                                                         # atomEvidence
  | ACKNOWLEDGED name                                                        # atomAcknowledged
  | SUBJECT DATE                                                             # atomSubjectDate
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
length : (NUMBER_LITERAL | LPAREN expr RPAREN | path) unit ;
