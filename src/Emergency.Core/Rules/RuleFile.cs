using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Time;

namespace Emergency.Core.Rules;

/// <summary>What one <c>book.json</c> holds: the edition when its header could be read, and everything that is wrong with it.</summary>
/// <param name="Edition">The edition; null when the file is not JSON or its header is incomplete.</param>
/// <param name="Problems">All problems of the file taken alone (syntax, header, form of each value).</param>
public sealed record RuleFile(RuleEdition? Edition, IReadOnlyList<RuleProblem> Problems)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a file. Never throws on bad content: every fault becomes a problem.</summary>
    /// <param name="name">Its path below the folder of all books, with forward slashes; authority, book and edition in it must match the header.</param>
    /// <param name="content">Its bytes, UTF-8.</param>
    public static RuleFile Read(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Strict);
            return new Parser(name).Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            var line = (fault.LineNumber + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?";
            return new(null, [RuleProblem.Of(
                "RULE-101", name, null,
                $"不是合法的 JSON（第 {line} 行）：{fault.Message}", $"Not valid JSON (line {line}): {fault.Message}",
                "请修正该行；同一键不得出现两次。", "Mend that line; a key may appear only once.")]);
        }
    }

    /// <summary>
    /// Hash of the content, not of its layout: white space and line ends do not matter. <c>effectiveUntil</c> is left out, because giving an edition its end when
    /// the next one comes must not disown the decisions made under it; everything else counts.
    /// </summary>
    private static ContentHash HashOf(JsonElement root)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = CanonicalJson.Options.Encoder }))
        {
            writer.WriteStartObject();
            foreach (var field in root.EnumerateObject().Where(f => f.Name != "effectiveUntil"))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return ContentHash.Of(bytes.WrittenSpan);
    }

    private sealed class Parser(string name)
    {
        private static readonly string[] HeaderFields =
            ["book", "edition", "authority", "title", "documentNumber", "effectiveFrom", "effectiveUntil", "supersedes", "dates", "values"];

        private static readonly string[] ValueFields = ["value", "unit", "source", "clause", "confidence", "doubt", "reference"];

        private readonly List<RuleProblem> problems = [];

        public RuleFile Read(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                problems.Add(RuleProblem.Of("RULE-101", name, null, "最外层不是对象。", "The outermost value is not an object.", "请按 docs/rules.md 的格式书写。", "Write it as docs/rules.md shows."));
                return new(null, problems);
            }

            foreach (var field in root.EnumerateObject().Where(f => !HeaderFields.Contains(f.Name)))
            {
                // A misspelt effectiveUntil would otherwise keep a dead edition in force.
                problems.Add(RuleProblem.Of("RULE-102", name, field.Name, "文件头没有这个字段。", "The header has no such field.", "请核对拼写。", "Check its spelling."));
            }

            var book = Header(root, "book");
            var edition = Header(root, "edition");
            var authority = Header(root, "authority");
            var number = Header(root, "documentNumber");
            var title = Title(root);
            var from = Day(root, "effectiveFrom", required: true);
            var until = Day(root, "effectiveUntil", required: false);
            var supersedes = OptionalHeader(root, "supersedes");
            var dates = Dates(root, number);
            var values = Values(root);
            if (book is null || edition is null || authority is null || number is null || title is null || from is not { } first || dates is null || values is null)
            {
                return new(null, problems);
            }

            var result = new RuleEdition(book, edition, authority, title, number, first, until, supersedes, values, HashOf(root)) { Dates = dates };
            if (result.File != name)
            {
                problems.Add(RuleProblem.Of(
                    "RULE-103", name, null,
                    $"文件位置与文件头不符：文件头为 {authority} / {book} / {edition}。", $"The place of the file does not match its header: {authority} / {book} / {edition}.",
                    $"请移至 {result.File}，或改正文件头。", $"Move it to {result.File}, or mend the header."));
            }

            return new(result, problems);
        }

        private string? Header(JsonElement root, string field)
        {
            if (root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            {
                return text;
            }

            HeaderProblem(field, "非空文本", "a text that is not empty");
            return null;
        }

        private string? OptionalHeader(JsonElement root, string field) =>
            !root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null : Header(root, field);

        private Text? Title(JsonElement root)
        {
            if (root.TryGetProperty("title", out var title) && Bilingual(title) is { } text)
            {
                return text;
            }

            HeaderProblem("title", "{\"zh\":…,\"en\":…}", "{\"zh\":…,\"en\":…}");
            return null;
        }

        private LocalDay? Day(JsonElement root, string field, bool required)
        {
            var missing = !root.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null;
            if (missing && !required)
            {
                return null;
            }

            if (!missing && value.ValueKind == JsonValueKind.String && LocalDay.Parse(value.GetString()!) is { } day)
            {
                return day;
            }

            HeaderProblem(field, "日期 yyyy-MM-dd", "a date yyyy-MM-dd");
            return null;
        }

        private SourceRef? Dates(JsonElement root, string? number)
        {
            if (!root.TryGetProperty("dates", out var dates) || dates.ValueKind != JsonValueKind.Object)
            {
                HeaderProblem("dates", "{\"confidence\":…}", "{\"confidence\":…}");
                return null;
            }

            return Source(dates, "dates", number ?? "", "施行日期");
        }

        private Dictionary<string, RuleValue>? Values(JsonElement root)
        {
            if (!root.TryGetProperty("values", out var list) || list.ValueKind != JsonValueKind.Object)
            {
                HeaderProblem("values", "对象", "an object");
                return null;
            }

            var values = new Dictionary<string, RuleValue>(StringComparer.Ordinal);
            foreach (var entry in list.EnumerateObject())
            {
                if (Value(entry.Name, entry.Value) is { } value)
                {
                    values.Add(entry.Name, value);
                }
            }

            return values;
        }

        private RuleValue? Value(string key, JsonElement entry)
        {
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("value", out var value))
            {
                problems.Add(RuleProblem.Of("RULE-106", name, key, "没有 value。", "It has no value.", "每个值写成 {\"value\",\"unit\",\"source\",\"clause\",\"confidence\"}。", "Write each value as {\"value\",\"unit\",\"source\",\"clause\",\"confidence\"}."));
                return null;
            }

            foreach (var field in entry.EnumerateObject().Where(f => !ValueFields.Contains(f.Name)))
            {
                problems.Add(RuleProblem.Of("RULE-106", name, key, $"值没有“{field.Name}”这一项。", $"A value has no part \"{field.Name}\".", "请核对拼写。", "Check its spelling."));
            }

            var unit = Part(key, entry, "unit");
            var document = Part(key, entry, "source");
            var clause = Part(key, entry, "clause");
            var source = Source(entry, key, document ?? "", clause ?? "");
            return unit is null || document is null || clause is null || source is null ? null : new RuleValue(key, value.Clone(), unit, source);
        }

        private string? Part(string key, JsonElement entry, string part)
        {
            if (entry.TryGetProperty(part, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            {
                return text;
            }

            problems.Add(RuleProblem.Of("RULE-106", name, key, $"缺少 {part}。", $"It lacks its {part}.", "每个值必须有单位、来源、条款和可信度。", "Every value has a unit, a source, a clause and a confidence."));
            return null;
        }

        private SourceRef? Source(JsonElement entry, string key, string document, string clause)
        {
            if (Part(key, entry, "confidence") is not { } word)
            {
                return null;
            }

            Confidence? confidence = word switch { "seen" => Confidence.Seen, "known" => Confidence.Known, "unsure" => Confidence.Unsure, _ => null };
            if (confidence is null)
            {
                problems.Add(RuleProblem.Of("RULE-106", name, key, $"可信度“{word}”未知。", $"The confidence \"{word}\" is unknown.", "只能是 seen、known 或 unsure。", "It is seen, known or unsure."));
                return null;
            }

            var doubt = entry.TryGetProperty("doubt", out var written) && written.ValueKind != JsonValueKind.Null ? Bilingual(written) : null;
            if (doubt is null && (confidence == Confidence.Unsure || written.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)))
            {
                problems.Add(RuleProblem.Of("RULE-107", name, key, "标为存疑但没有中英文说明。", "Marked unsure without its doubt in both languages.", "请在 doubt 中用 {\"zh\",\"en\"} 写明疑点。", "Say what is doubtful in doubt: {\"zh\",\"en\"}."));
                return null;
            }

            var reference = entry.TryGetProperty("reference", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
            return new SourceRef(document, clause, confidence.Value, doubt?.Zh) { DoubtEn = doubt?.En, Reference = reference };
        }

        private static Text? Bilingual(JsonElement value) =>
            value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("zh", out var zh) && zh.ValueKind == JsonValueKind.String && zh.GetString() is { Length: > 0 } chinese
            && value.TryGetProperty("en", out var en) && en.ValueKind == JsonValueKind.String && en.GetString() is { Length: > 0 } english
                ? new Text(chinese, english)
                : null;

        private void HeaderProblem(string field, string expectedZh, string expectedEn) =>
            problems.Add(RuleProblem.Of("RULE-102", name, field, $"文件头 {field} 缺失或有误，应为{expectedZh}。", $"The header field {field} is missing or wrong; expected {expectedEn}.", "请补全文件头。", "Complete the header."));
    }
}
