using System.Text.Json;
using Emergency.Core;

namespace Emergency.Planning.WhatIf;

/// <summary>Reads the fields of one JSON object and notes everything that is wrong with them; a field that was never asked for is unknown.</summary>
internal sealed class JsonFields
{
    private const int LongestShown = 60;
    private readonly Dictionary<string, JsonElement> fields = [];
    private readonly HashSet<string> asked = [];
    private readonly string file;
    private readonly List<ScenarioProblem> problems;

    public JsonFields(JsonElement element, string path, string file, List<ScenarioProblem> problems)
    {
        (Path, this.file, this.problems) = (path, file, problems);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, element, new("一个对象 {…}", "an object {…}"));
            return;
        }

        foreach (var field in element.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
            {
                Report("WHATIF-005", $"{path}.{field.Name}", field.Value, new("每个字段至多一次", "each field once at most"), new("删去重复的字段。", "Remove the repeated field."));
            }
        }
    }

    public string Path { get; }

    /// <summary>Notes the fields nobody asked for; the last call on an object.</summary>
    public void Close()
    {
        foreach (var (name, value) in fields.Where(f => !asked.Contains(f.Key)))
        {
            var known = string.Join("、", asked);
            Report("WHATIF-002", $"{Path}.{name}", value, new($"下列字段之一：{known}", $"one of the fields {known}"), new("核对拼写，删去不认识的字段。", "Check the spelling, or remove the field."));
        }
    }

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name, int longest, bool required = false)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text && text.Length <= longest)
        {
            return text;
        }

        Wrong($"{Path}.{name}", value, new($"1 到 {longest} 个字符的文字", $"a text of 1 to {longest} characters"));
        return null;
    }

    public decimal? Number(string name, decimal least, decimal most, bool required = false) =>
        Find(name, required) is { } value ? Number(value, $"{Path}.{name}", least, most) : null;

    public int? Whole(string name, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong($"{Path}.{name}", value, new($"{least} 到 {most} 的整数", $"a whole number from {least} to {most}"));
        return null;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Wrong($"{Path}.{name}", value, new("true 或 false", "true or false"));
        return null;
    }

    /// <summary>A word that a parser knows.</summary>
    public T? Word<T>(string name, Func<string, T?> parse, Text expected, bool required = false)
        where T : struct
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && parse(value.GetString()!) is { } found)
        {
            return found;
        }

        Wrong($"{Path}.{name}", value, expected);
        return null;
    }

    /// <summary>The items of an array with their paths; empty when absent.</summary>
    public IReadOnlyList<(JsonElement Value, string Path)> Items(string name, int most)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong($"{Path}.{name}", value, new("一个数组 […]", "an array […]"));
            return [];
        }

        if (value.GetArrayLength() > most)
        {
            Report("WHATIF-006", $"{Path}.{name}", value, new($"至多 {most} 项，现有 {value.GetArrayLength()} 项", $"at most {most} items, not {value.GetArrayLength()}"), new("删去多余的项，或分成几个文件。", "Remove items, or split them over several files."));
        }

        return [.. value.EnumerateArray().Take(most).Select((item, i) => (item, $"{Path}.{name}[{i}]"))];
    }

    /// <summary>Texts of an array.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        var texts = new List<string>();
        foreach (var (value, path) in Items(name, most))
        {
            if (value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text)
            {
                texts.Add(text);
            }
            else
            {
                Wrong(path, value, new("一段文字", "a text"));
            }
        }

        return texts;
    }

    /// <summary>An object within; null when absent.</summary>
    public JsonFields? Child(string name, bool required = false) => Find(name, required) is { } value ? new(value, $"{Path}.{name}", file, problems) : null;

    public JsonFields Within((JsonElement Value, string Path) item) => new(item.Value, item.Path, file, problems);

    public void Wrong(string path, JsonElement value, Text expected) =>
        Report("WHATIF-003", path, value, expected, new("按要求更正；各字段见 docs/what-if.md。", "Mend it; docs/what-if.md explains every field."));

    public void Report(string code, string path, JsonElement? value, Text expected, Text remedy) =>
        problems.Add(new(code, file, path, value is { } shown ? Shown(shown) : "", expected, remedy));

    private decimal? Number(JsonElement value, string path, decimal least, decimal most)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(path, value, new($"{least} 到 {most} 的数", $"a number from {least} to {most}"));
        return null;
    }

    /// <summary>A field; a null in the file is the same as none.</summary>
    private JsonElement? Find(string name, bool required = false)
    {
        asked.Add(name);
        if (fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            return value;
        }

        if (required)
        {
            Report("WHATIF-004", $"{Path}.{name}", null, new("必填", "a value"), new("补上该字段。", "Add the field."));
        }

        return null;
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }
}
