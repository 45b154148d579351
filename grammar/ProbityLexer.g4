// The words of the Probity language. Full-width forms are mapped to half-width ones before the text
// comes here (engine/syntax/text.cpp), so that only half-width signs are listed.
//
// A keyword's symbol is its English spelling in capitals: messages take their spelling from it. A
// symbol that ends in `_WORD` stands for a Chinese word that takes several English ones. Of several
// Chinese words the first is the one that `probity fmt` writes.
lexer grammar ProbityLexer;

// A currency's code behind a number: engine/syntax makes it of a NAME, which alone it would be.
tokens { CODE_LITERAL }

// ---- blocks
RULESET     : 'ruleset' | '规则集' ;
VOCABULARY  : 'vocabulary' | '词汇表' ;
SOURCE      : 'source' | '数据源' ;
CONTINUES   : 'continues' | '续' ;
RULE        : 'rule' | '规则' ;
EXCEPTION   : 'exception' | '例外' ;
TABLE       : 'table' | '表' ;
PROCEDURE   : 'procedure' | '程序' ;
DEFINE      : 'define' | '定义' ;
SCENARIO    : 'scenario' | '情形' ;
ORDERED     : 'ordered' | '有序枚举' ;
ENUMERATION : 'enumeration' | '枚举' ;
ENTITY      : 'entity' | '实体' ;
RECORD      : 'record' | '记录' ;
DOCUMENT    : 'document' | '文件' ;
ACT         : 'act' | '动作' ;
PARAMETER   : 'parameter' | '参数' ;
SET         : 'set' | '设定' ;
STRICTER    : 'stricter' | '从严' ;
INSTRUMENT  : 'instrument' | '法规' ;

// ---- header clauses
TITLE     : 'title' | '标题' ;
LANGUAGE  : 'language' | '语言版本' ;
LAYER     : 'layer' | '层级' ;
ZONE      : 'zone' | '时区' ;
CALENDAR  : 'calendar' | '日历' ;
TRADING   : 'trading' ;
CURRENCY  : 'currency' | '币种' ;
CLOSE     : 'close' ;
BUSINESS  : 'business' ;
USES      : 'uses' | '引用' ;
ENCODING  : 'encoding' | '编码' ;
DELIMITER : 'delimiter' | '分隔符' ;

// ---- clauses of rules and exceptions
CITES         : 'cites' | '依据' ;
UNVERIFIED    : 'unverified' | '未核实' ;
IN            : 'in' | '以' ;
FORCE         : 'force' ;
IN_FORCE_WORD : '施行' | '有效期' ;
WHEN          : 'when' | '当' ;
REQUIRE       : 'require' | '要求' ;
OTHERWISE     : 'otherwise' | '否则' ;
BECAUSE       : 'because' | '因为' ;
EXEMPT        : 'exempt' | '豁免' ;
DISCLOSE      : 'disclose' | '揭示' ;
ITS           : 'its' ;
CURRENT       : 'current' ;
VERSION       : 'version' | '版本' ;
CHARGE        : 'charge' | '收取' ;
INCLUDING     : 'including' | '包括' ;
STARTS        : 'starts' | '起算' ;
DUE           : 'due' | '到期' ;
EXTENDED      : 'extended' | '延长' ;
RESTARTS      : 'restarts' | '重新起算' ;
PAUSED        : 'paused' | '暂停' ;
MET           : 'met' ;
MET_BY_WORD   : '完成于' ;
UNLESS        : 'unless' | '除非' ;
WARN          : 'warn' | '提示' ;
PERIOD        : 'period' | '期限' ;
NEXT          : 'next' ;

// ---- layers, gradings, alerts, responses, observation
ALSO           : 'also' ;
ALSO_WHEN_WORD : '亦当' ;
GIVES          : 'gives' | '得出' ;
GRADE          : 'grade' | '评为' ;
POINTS         : 'points' | '计分' ;
RECORDED       : 'recorded' | '已登记' ;
RAISE_WHERE_WORD : '触发' ;
OUTCOME        : 'outcome' | '处置' ;
TELL           : 'tell' | '告知' ;
ASK            : 'ask' | '责成' ;
SUBMIT_WORD    : '提交' ;
OBSERVE        : 'observe' | '试行' ;
OBSERVED       : 'observed' | '试行中' ;
UNTIL          : 'until' ;

// ---- instruments and their citations
AUTHORITY    : 'authority' | '发布机关' ;
DIGEST       : 'digest' | '摘要' ;
NO_RULE_WORD : '不设规则' ;

// ---- parameters
MAY           : 'may' | '可' ;
MAY_ONLY_WORD : '只可' ;
RAISE         : 'raise' | '提高' ;
LOWER         : 'lower' | '降低' ;

// ---- vocabularies, tables, procedures
SUBJECT : 'subject' ;
DATE    : 'date' | '日期' ;
LIST    : 'list' ;
COVERS  : 'covers' ;
ONLY    : 'only' ;
WHAT    : 'what' ;
LISTED  : 'listed' ;
ANY     : 'any' | '任意' ;
FOR     : 'for' | '用于' ;
A       : 'a' ;
AN      : 'an' ;
STEPS   : 'steps' | '步骤' ;
ORDER   : 'order' ;
EVIDENCE : 'evidence' | '证据' ;

// ---- scenarios
AS           : 'as' | '作为' ;
AS_OF_WORD   : '截至' ;
NOW          : 'now' | '现在' ;
GIVEN        : 'given' | '给定' ;
EXPECT       : 'expect' | '预期' ;
NOTHING      : 'nothing' | '无' ;
UNDETERMINED : 'undetermined' | '无法判定' ;
MISSING      : 'missing' | '缺少' ;
STATE        : 'state' | '状态' ;

// ---- sources
KEY      : 'key' | '主键' ;
ROW      : 'row' ;
ROWS     : 'rows' ;
LAST     : 'last' ;
FIRST    : 'first' ;
WINS     : 'wins' ;
REFUSE   : 'refuse' ;
REPEATS  : 'repeats' ;
UNPIVOT  : 'unpivot' | '列转行' ;
JOIN     : 'join' | '关联' ;
COLUMN   : 'column' | '列' ;
EXCEL    : 'excel' ;
MOMENT   : 'moment' | '时点' ;
IGNORING : 'ignoring' ;
OFFSET   : 'offset' ;
ENDS     : 'ends' ;
WITH     : 'with' ;
CONTAINS : 'contains' | '包含' ;

// ---- expressions
AND      : 'and' | '且' | '并且' | '和' | '与' ;
OR       : 'or' | '或' | '或者' ;
NOT      : 'not' | '非' ;
IS       : 'is' | '为' ;
AT       : 'at' ;
LEAST    : 'least' ;
MOST     : 'most' ;
AT_LEAST_WORD : '至少' ;
AT_MOST_WORD  : '至多' ;
ABOVE    : 'above' ;
BELOW    : 'below' ;
BEFORE   : 'before' ;
AFTER    : 'after' ;
ONE      : 'one' ;
KNOWN    : 'known' ;
UNKNOWN  : 'unknown' | '未知' ;
IS_NOT_WORD          : '不为' | '不是' ;
IS_AT_LEAST_WORD     : '不低于' | '不少于' ;
IS_AT_MOST_WORD      : '不高于' | '不超过' ;
IS_ABOVE_WORD        : '高于' | '大于' | '超过' ;
IS_BELOW_WORD        : '低于' | '小于' ;
IS_BEFORE_WORD       : '早于' ;
IS_AFTER_WORD        : '晚于' ;
IS_AT_OR_BEFORE_WORD : '不晚于' ;
IS_AT_OR_AFTER_WORD  : '不早于' ;
IS_ONE_OF_WORD       : '属于' ;
IS_NOT_ONE_OF_WORD   : '不属于' ;
IS_KNOWN_WORD        : '已知' ;
OF       : 'of' ;
FROM     : 'from' | '自' | '从' | '来自' ;
TO       : 'to' | '至' | '到' ;
BY       : 'by' | '由' ;
ON       : 'on' | '针对' ;
IF       : 'if' | '若' | '如果' ;
THEN     : 'then' | '则' ;
ELSE     : 'else' | '不然' ;
WHERE    : 'where' | '其中' ;
HAS      : 'has' | '都' | '具有' ;
YES      : 'yes' | '是' ;
NO       : 'no' | '否' | '没有' ;
SOME     : 'some' | '有' | '存在' ;
EVERY    : 'every' | '每一' | '每个' ;
OTHER    : 'other' | '其他' ;
COUNT    : 'count' ;
TOTAL    : 'total' ;
AVERAGE  : 'average' ;
LARGEST  : 'largest' ;
SMALLEST : 'smallest' ;
LATEST   : 'latest' | '最新' ;
EARLIEST : 'earliest' | '最早' ;
ALL      : 'all' | '所有' ;
SHARE    : 'share' ;
ACROSS   : 'across' | '跨' ;
COMPARE  : 'compare' | '比较' ;
QUARTER  : 'quarter' | '季度' ;
MONTH_OF_WORD : '月份' ;
YEAR_OF_WORD  : '年度' ;
WITHIN   : 'within' ;
OVER     : 'over' ;
TODAY    : 'today' ;
MENTIONS : 'mentions' ;
MENTIONS_ANY_WORD : '提及' ;
ACKNOWLEDGED : 'acknowledged' | '已签署' ;
THE      : 'the' ;
LARGER   : 'larger' ;
SMALLER  : 'smaller' ;
ROUNDED  : 'rounded' ;
HALF     : 'half' ;
UP       : 'up' ;
DOWN     : 'down' ;
EVEN     : 'even' ;
CEILING  : 'ceiling' ;
FLOOR    : 'floor' ;
HALF_UP_WORD   : '四舍五入' ;
HALF_EVEN_WORD : '四舍六入五成双' ;
HALF_DOWN_WORD : '五舍六入' ;
UP_WORD        : '进位' ;
DOWN_WORD      : '截断' ;
CEILING_WORD   : '向上舍入' ;
FLOOR_WORD     : '向下舍入' ;
FULL     : 'full' ;
LEAP     : 'leap' ;
MARCH    : 'march' ;

// ---- words of Chinese sentences that have another order than the English ones
OF_WORD        : '的' ;
IN_LIST_WORD   : '中' ;
SORTED_WORD    : '按' ;
TAKE_WORD      : '取' ;
LARGER_WORD    : '中的较大者' | '中较大者' | '孰高' ;
SMALLER_WORD   : '中的较小者' | '中较小者' | '孰低' ;
BEFORE_WORD    : '之前' | '前' ;
AFTER_WORD     : '之后' | '后' ;
SINCE_WORD     : '起' | '之日起' ;
INSIDE_WORD    : '内' | '以内' | '之内' ;
NEXT_DAY_WORD  : '遇非工作日顺延' | '顺延至下一工作日' ;
COUNT_WORD     : '笔数' | '个数' | '次数' ;
TOTAL_WORD     : '合计' ;
AVERAGE_WORD   : '平均值' ;
LARGEST_WORD   : '最大值' ;
SMALLEST_WORD  : '最小值' ;
FULL_MONTHS_WORD   : '整月数' ;
FULL_YEARS_WORD    : '整年数' ;
LEAP_IN_MARCH_WORD : '闰日按三月一日' ;
DAYS_WORD          : '天数' ;
BUSINESS_DAYS_WORD : '工作日数' ;
TRADING_DAYS_WORD  : '交易日数' ;
HOURS_WORD         : '小时数' ;
CLOSE_WORD         : '日终' ;
COMPLETED_WORD     : '已完成' ;
SUBJECT_DATE_WORD  : '基准日' ;
SAME_WORD          : '相同' ;
IF_UNKNOWN_WORD    : '未知时' ;
TODAY_WORD         : '今日' | '当日' ;
RECENT_WORD        : '最近' ;
AND_TODAY_WORD     : '及今日' ;
OR_ELSE_WORD       : '未知时取' ;
AT_WORD            : '于' ;
VIA_WORD           : '经' ;
EXCEPTION_TO_WORD  : '对' | '对于' ;
CURRENT_WORD       : '现行版本' ;
COVERS_WORD        : '仅限所列' ;
IN_ORDER_WORD      : '依次' ;
TRADING_CALENDAR_WORD : '交易日历' ;
LIST_WORD          : '列表' ;
KEY_ROW_WORD       : '行号' ;
LAST_WINS_WORD     : '末行为准' ;
FIRST_WINS_WORD    : '首行为准' ;
REFUSE_WORD        : '拒绝重复' ;
EXCEL_DATE_WORD    : '表格日期' ;
IGNORING_OFFSET_WORD : '忽略时差' ;
STARTS_WITH_WORD   : '开头为' ;
ENDS_WITH_WORD     : '结尾为' ;
IN_COLUMN_WORD     : '币种列' ;
OWNER_WORD         : '归属' ;

SECOND   : 'second' | 'seconds' | '秒' ;
MINUTE   : 'minute' | 'minutes' | '分钟' ;
HOUR     : 'hour' | 'hours' | '小时' | '个小时' ;
DAY      : 'day' | 'days' | '日' | '天' ;
WEEK     : 'week' | 'weeks' | '周' ;
MONTH    : 'month' | 'months' | '个月' ;
YEAR     : 'year' | 'years' | '年' ;
BUSINESS_DAY_WORD : '个工作日' | '工作日' ;
TRADING_DAY_WORD  : '个交易日' | '交易日' ;
BPS      : 'bps' ;

// ---- literals
fragment DIGIT  : [0-9] ;
fragment CLOCK  : DIGIT DIGIT? ':' DIGIT DIGIT (':' DIGIT DIGIT ('.' DIGIT+)?)? ;
fragment OFFSETS : 'Z' | [+-] DIGIT DIGIT (':'? DIGIT DIGIT)? ;
fragment PLACE  : DIGIT+ ('.' DIGIT+)* | [一二三四五六七八九十百零〇]+ ;
fragment CALENDAR_DAY : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT? '-' DIGIT DIGIT? ;

MOMENT_LITERAL  : CALENDAR_DAY ('T' | ' '+) CLOCK OFFSETS? ;
DATE_LITERAL    : CALENDAR_DAY ;
TIME_LITERAL    : CLOCK ;
// Commas belong to a number only between groups of three digits.
NUMBER_LITERAL  : (DIGIT DIGIT? DIGIT? (',' DIGIT DIGIT DIGIT)+ | DIGIT+) ('.' DIGIT+)? ;
ORDINAL_LITERAL : DIGIT+ ('st' | 'nd' | 'rd' | 'th') | '第' ' '* DIGIT+ ;
// `第22条第2款第(三)项`, `第39条至第41条`, `第8条第1项至第3项`
PROVISION_LITERAL
  : ('第' PLACE ('条' | '节' | '章' | '部分' | '点') ('第' PLACE '款')? ('第' ('(' PLACE ')' | PLACE) '项')?
    ('至第' (PLACE ('条' | '节' | '章' | '部分' | '点' | '项') | '(' PLACE ')项'))?
    | '附件' PLACE ('至附件' PLACE)?)
  ;
TEXT_LITERAL    : '"' (~["\\\n\r] | '\\' ~[\n\r])* '"' ;

// ---- signs
LPAREN   : '(' ;
RPAREN   : ')' ;
LBRACE   : '{' ;
RBRACE   : '}' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
COMMA    : ',' ;
DOT      : '.' ;
COLON    : ':' ;
PIPE     : '|' ;
PLUS     : '+' ;
MINUS    : '-' ;
STAR     : '*' | '×' ;
SLASH    : '/' | '÷' ;
PERCENT  : '%' ;
PERMILLE : '‰' ;
ARROW    : '->' | '→' ;
EQUALS   : '=' ;
COMPARE_SIGN : '==' | '!=' | '<>' | '<=' | '>=' | '<' | '>' | '≤' | '≥' | '≠' ;

NAME : [\p{L}_] [\p{L}\p{M}\p{N}_]* ;

COMMENT : '#' ~[\n]* -> skip ;
BLANK   : [ \t\r\n\uFEFF]+ -> skip ;

UNCLOSED_TEXT : '"' (~["\\\n\r] | '\\' ~[\n\r])* '\\'? ;
STRAY         : . ;
