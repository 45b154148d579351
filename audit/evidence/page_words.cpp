#include "audit/evidence/page_words.h"

#include <iterator>
#include <utility>

namespace probity::audit {
namespace {

constexpr std::pair<std::string_view, std::string_view> kChinese[] = {
    {"Evidence", "证据材料"},
    {"On the subject", "业务编号"},
    {"On the client", "客户"},
    {"Period", "期间"},
    {"The log", "日志"},
    {"Entries in the log", "日志记录总数"},
    {"Entries in this folder", "本材料所含记录"},
    {"Root of the tree", "树根"},
    {"Made by", "制作程序"},
    {"How to check this", "如何核验"},
    {"This page is for reading. What counts are the entries in entries.ndjson, in the bytes that were signed. To check them, run",
     "本页仅供阅读，以 entries.ndjson 中的记录原文（即签名所涵盖的字节）为准。核验时请运行"},
    {"with the firm's public key, got by another way than this folder. VERIFY.md and MANUAL.md explain each step.",
     "并使用通过其他途径取得的公司公钥。VERIFY.md 与 MANUAL.md 说明每一步骤。"},
    {"Decision", "判定"},
    {"Scan", "批量扫描"},
    {"Decision of a scan", "批量扫描中的判定"},
    {"Rulesets published", "规则集发布"},
    {"Rulesets approved", "规则集批准"},
    {"Rulesets withdrawn", "规则集撤回"},
    {"Override by an officer", "合规人员改判"},
    {"Erasure of personal data", "个人信息删除"},
    {"Legal hold", "法律保全"},
    {"Legal hold released", "解除法律保全"},
    {"End of the business", "业务关系终止"},
    {"Other act", "其他行为"},
    {"recorded at (UTC)", "记录时间（UTC）"},
    {"entry", "记录编号"},
    {"subject", "对象"},
    {"as of", "适用日期"},
    {"outcome", "结论"},
    {"rulesets, by digest", "规则集摘要"},
    {"Made again from the rules and facts kept with the log", "用日志所存规则与事实重新判定"},
    {"the same to the byte", "结果逐字节一致"},
    {"comes out differently", "结果不一致"},
    {"erased", "已删除"},
    {"not possible", "无法重新判定"},
    {"Findings", "认定"},
    {"No rule found anything.", "没有规则提出认定。"},
    {"rule", "规则"},
    {"reason", "理由"},
    {"cites", "依据"},
    {"facts read", "所用事实"},
    {"facts missing", "缺失事实"},
    {"evidence of procedures", "程序证据"},
    {"exception", "例外"},
    {"The rule's text of that day", "当日规则文本"},
    {"Deadlines", "期限"},
    {"due", "到期"},
    {"state", "状态"},
    {"To do", "应办事项"},
    {"The facts that were judged", "判定所依据的事实"},
    {"what", "内容"},
    {"value", "值"},
    {"Redacted values, disclosed", "已披露的脱敏内容"},
    {"salt", "盐值"},
    {"Some values are redacted: their commitments stand for them.", "部分内容已脱敏，以承诺值代替。"},
    {"number in the scan", "扫描中的序号"},
    {"its proof", "证明文件"},
    {"permit", "准许"},
    {"record", "记录"},
    {"warn", "提示"},
    {"disclose", "揭示"},
    {"confirm", "确认"},
    {"block", "禁止"},
    {"undetermined", "无法判定"},
    {"counts as", "视同"},
    {"not_started", "未开始"},
    {"running", "进行中"},
    {"due_soon", "即将到期"},
    {"overdue", "已逾期"},
    {"met", "已履行"},
    {"met_late", "逾期履行"},
    {"paused", "已中止"},
    {"by", "办理人"},
    {"reason given", "说明"},
    {"decided", "原结论"},
    {"overrides", "所改判的记录"},
    {"client", "客户"},
    {"facts", "事实"},
};

}  // namespace

std::string page_word(std::string_view english, const std::string& language) {
  if (language != "zh") return std::string(english);
  for (const auto& [own, chinese] : kChinese) {
    if (own == english) return std::string(chinese);
  }
  return std::string(english);
}

}  // namespace probity::audit
