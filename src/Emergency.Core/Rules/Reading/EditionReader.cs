using System.Globalization;
using System.Text.Json;
using Emergency.Core.Decisions;
using Emergency.Core.Time;

namespace Emergency.Core.Rules.Reading;

/// <summary>
/// Reads values of one edition by key, with the unit expected. Keeps which keys were asked for and every fault, so that a check can say both "asked for
/// but missing" and "present but never asked for". After a fault a reader goes on with a harmless stand-in: one run reports all faults.
/// </summary>
internal sealed class EditionReader(RuleEdition edition)
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly List<RuleProblem> problems = [];

    public RuleEdition Edition => edition;

    public IReadOnlyList<RuleProblem> Problems => problems;

    /// <summary>Keys present that nobody asked for, in file order.</summary>
    public IEnumerable<string> NeverAsked => edition.Values.Keys.Where(k => !asked.Contains(k));

    public SourceRef Source(string key) => edition.Values.TryGetValue(key, out var value) ? value.Source : new SourceRef(edition.DocumentNumber, key);

    public decimal Number(string key, string unit) =>
        Find(key, unit) is { } value ? AsNumber(key, value.Value) : 0;

    public decimal? NumberOrNull(string key, string unit) =>
        Find(key, unit) is { } value && value.Value.ValueKind != JsonValueKind.Null ? AsNumber(key, value.Value) : null;

    public int Integer(string key, string unit) => AsInteger(key, Number(key, unit));

    public int? IntegerOrNull(string key, string unit) => NumberOrNull(key, unit) is { } number ? AsInteger(key, number) : null;

    public IReadOnlyList<decimal> Numbers(string key, string unit) =>
        Find(key, unit) is { } value && IsList(key, value.Value) ? [.. value.Value.EnumerateArray().Select(v => AsNumber(key, v))] : [];

    public LocalDay Date(string key)
    {
        if (Find(key, "date") is not { } value)
        {
            return LocalDay.Of(2000, 1, 1);
        }

        if (LocalDay.Parse(AsWord(key, value.Value)) is { } day)
        {
            return day;
        }

        WrongType(key, "日期（年-月-日）", "a date (year-month-day)");
        return LocalDay.Of(2000, 1, 1);
    }

    public bool Truth(string key)
    {
        if (Find(key, "-") is not { } value)
        {
            return false;
        }

        if (value.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            WrongType(key, "真或假", "true or false");
        }

        return value.Value.ValueKind == JsonValueKind.True;
    }

    public string Word(string key) => Find(key, "-") is { } value ? AsWord(key, value.Value) : "";

    public T Choice<T>(string key)
        where T : struct, Enum => Find(key, "-") is { } value ? AsChoice<T>(key, AsWord(key, value.Value)) : default;

    public IReadOnlyList<string> Words(string key) =>
        Find(key, "-") is { } value && IsList(key, value.Value) ? [.. value.Value.EnumerateArray().Select(v => AsWord(key, v))] : [];

    public IReadOnlyList<T> Choices<T>(string key)
        where T : struct, Enum => [.. Words(key).Select(word => AsChoice<T>(key, word))];

    /// <summary>The pair <c>prefix.zh</c>, <c>prefix.en</c>.</summary>
    public Text Text(string prefix) => new(Word(prefix + ".zh"), Word(prefix + ".en"));

    /// <summary>A value that can only say one thing: it is there so that its source travels with the decision.</summary>
    public SourceRef Fixed(string key, string expected)
    {
        var word = Word(key);
        if (word.Length > 0 && word != expected)
        {
            Fault("RULE-110", key, $"只支持“{expected}”，却是“{word}”。", $"Only \"{expected}\" is supported, not \"{word}\".", "请改回，或先扩展程序。", "Change it back, or extend the product first.");
        }

        return Source(key);
    }

    /// <summary>Names of the direct children below a prefix, in file order: <c>industry</c> gives Coking, Cement, ….</summary>
    public IReadOnlyList<string> Children(string prefix) =>
        [.. edition.Values.Keys.Where(k => k.StartsWith(prefix + ".", StringComparison.Ordinal)).Select(k => k[(prefix.Length + 1)..].Split('.')[0]).Distinct(StringComparer.Ordinal)];

    /// <summary>Children numbered 1, 2, 3 … without a gap; a number after a gap is left unread and so reported as never asked for.</summary>
    public IEnumerable<string> Numbered(string prefix)
    {
        var children = Children(prefix).ToHashSet(StringComparer.Ordinal);
        for (var n = 1; children.Contains(n.ToString(CultureInfo.InvariantCulture)); n++)
        {
            yield return $"{prefix}.{n.ToString(CultureInfo.InvariantCulture)}";
        }
    }

    /// <summary>Reports a fault of a key; only the first of each key, because the stand-in read after it may break further rules.</summary>
    public void Fault(string code, string key, string zh, string en, string remedyZh, string remedyEn)
    {
        if (!problems.Exists(p => p.Key == key))
        {
            problems.Add(RuleProblem.Of(code, edition.File, key, zh, en, remedyZh, remedyEn));
        }
    }

    private RuleValue? Find(string key, string unit)
    {
        asked.Add(key);
        if (!edition.Values.TryGetValue(key, out var value))
        {
            Fault("RULE-108", key, "程序需要该键，但文件中没有。", "The product asks for this key, but the file lacks it.", "请补充该键及其来源。", "Add the key with its source.");
            return null;
        }

        if (value.Unit != unit)
        {
            Fault("RULE-110", key, $"单位应为“{unit}”，却是“{value.Unit}”。", $"The unit must be \"{unit}\", not \"{value.Unit}\".", "请换算为规定单位。", "Convert it to the unit expected.");
            return null;
        }

        return value;
    }

    private decimal AsNumber(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }

        WrongType(key, "数值", "a number");
        return 0;
    }

    private int AsInteger(string key, decimal number)
    {
        if (number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue)
        {
            return (int)number;
        }

        WrongType(key, "整数", "a whole number");
        return 0;
    }

    private string AsWord(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        WrongType(key, "非空文本", "a text that is not empty");
        return "";
    }

    private T AsChoice<T>(string key, string word)
        where T : struct, Enum
    {
        foreach (var choice in Enum.GetValues<T>())
        {
            if (choice.ToString() == word)
            {
                return choice;
            }
        }

        if (word.Length > 0)
        {
            var known = string.Join(", ", Enum.GetNames<T>());
            Fault("RULE-110", key, $"“{word}”未知，可用：{known}。", $"\"{word}\" is unknown; known: {known}.", "请改用其中之一。", "Use one of them.");
        }

        return default;
    }

    private bool IsList(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return true;
        }

        WrongType(key, "列表", "a list");
        return false;
    }

    private void WrongType(string key, string zh, string en) =>
        Fault("RULE-110", key, $"应为{zh}。", $"It must be {en}.", "请改正该值。", "Mend the value.");
}
