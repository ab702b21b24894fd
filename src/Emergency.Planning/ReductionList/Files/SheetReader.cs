using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>Matches a raw sheet with the dictionary: sheet and columns present, every cell of the right type, range and value.</summary>
internal static class SheetReader
{
    public static SheetRows<T> Read<T>(SheetMap<T> map, IReadOnlyList<RawSheet> sheets, string container, List<ListProblem> problems)
    {
        var definition = map.Sheet;
        var found = sheets.Where(s => Is(s.Name, definition.Id, definition.Name.Zh)).ToList();
        if (found.Count == 0)
        {
            problems.Add(new("LIST-101", container, definition.Name.Zh, 0, "", "", new($"工作表“{definition.Name.Zh}”（CSV 为 {definition.Id}.csv）", $"a sheet named {definition.Id} (or the file {definition.Id}.csv)"), new("从模板补上该表；没有内容时只留表头。", "Add it from the template; with nothing to list, keep the header alone.")));
            return new SheetRows<T>(definition, container, definition.Name.Zh, new Dictionary<string, string>(), problems) { Complete = false };
        }

        var raw = found[0];
        foreach (var second in found.Skip(1))
        {
            problems.Add(new("LIST-101", second.File, second.Name, 0, "", second.Name, new("每种表只有一个", "one sheet of each kind"), new("删去或合并重复的表。", "Remove the second sheet or merge the two.")));
        }

        var (places, missingRequired) = Columns(definition, raw, problems);
        var rows = new SheetRows<T>(definition, raw.File, raw.Name, places.ToDictionary(p => p.Key, p => raw.Headers[p.Value]), problems) { Complete = !missingRequired && found.Count == 1 };
        foreach (var rawRow in raw.Rows)
        {
            rows.Rows.Add(Row(map, rawRow, places, rows));
        }

        return rows;
    }

    private static ListRow<T> Row<T>(SheetMap<T> map, RawRow raw, Dictionary<string, int> places, SheetRows<T> rows)
    {
        var texts = new Dictionary<string, string>();
        var values = new Dictionary<string, object?>();
        var faults = new List<(ListColumn Column, string Code, Text Remedy)>();
        foreach (var column in map.Sheet.Columns)
        {
            if (!places.TryGetValue(column.Id, out var place))
            {
                values[column.Id] = null;
                continue;
            }

            var text = place < raw.Cells.Count ? raw.Cells[place] : "";
            var (value, code, remedy) = CellParser.Parse(column, text);
            texts[column.Id] = text;
            values[column.Id] = value;
            if (code is not null)
            {
                faults.Add((column, code, remedy!));
            }
        }

        var row = new ListRow<T>(raw.Number, map.Read(new CellRow(values)), texts);
        foreach (var (column, code, remedy) in faults)
        {
            rows.Report(row, column.Id, code, column.Expectation, remedy);
        }

        foreach (var column in map.Sheet.Columns.Where(c => c.Required && !places.ContainsKey(c.Id)))
        {
            row.MarkFaulty(column.Id);
        }

        return row;
    }

    private static (Dictionary<string, int> Places, bool MissingRequired) Columns(ListSheet definition, RawSheet raw, List<ListProblem> problems)
    {
        var places = new Dictionary<string, int>();
        var unknown = new List<string>();
        for (var i = 0; i < raw.Headers.Count; i++)
        {
            var header = raw.Headers[i];
            var column = definition.Columns.FirstOrDefault(c => Is(header, c.Id, c.Name.Zh));
            if (column is null)
            {
                if (header.Length > 0 || raw.Rows.Any(r => i < r.Cells.Count && r.Cells[i].Length > 0))
                {
                    unknown.Add(header);
                }
            }
            else if (!places.TryAdd(column.Id, i))
            {
                problems.Add(new("LIST-103", raw.File, raw.Name, 1, header, header, new("每列只出现一次", "each column once"), new("删去重复的列。", "Remove the second column.")));
            }
        }

        var missing = definition.Columns.Where(c => !places.ContainsKey(c.Id)).ToList();
        foreach (var column in missing)
        {
            // A misspelt header is one mistake, not two: name the column it was probably meant for.
            var misspelt = unknown.FirstOrDefault(u => u.Length > 0 && Resembles(u, column.Name.Zh, column.Id));
            if (misspelt is not null)
            {
                unknown.Remove(misspelt);
            }
            else if (column.MayBeAbsent)
            {
                continue;
            }

            problems.Add(new("LIST-102", raw.File, raw.Name, 1, column.Name.Zh, misspelt ?? "", new($"列“{column.Name.Zh}”（或 {column.Id}）", $"the column \"{column.Id}\""), misspelt is null
                ? new("从模板补上该列；没有内容时留空。", "Add the column from the template; leave its cells empty where there is nothing.")
                : new($"把表头“{misspelt}”改为“{column.Name.Zh}”。", $"Rename the header \"{misspelt}\" to \"{column.Id}\".")));
        }

        foreach (var header in unknown)
        {
            problems.Add(new("LIST-103", raw.File, raw.Name, 1, header, header, new("数据字典中的列", "a column of the dictionary"), new("改为数据字典中的列名，或删去该列（其内容不会被导入）。", "Use a column name of the dictionary, or remove the column: its content would be lost.")));
        }

        return (places, missing.Any(c => c.Required));
    }

    private static bool Is(string text, string id, string zh) => text == zh || string.Equals(text, id, StringComparison.OrdinalIgnoreCase);

    private static bool Resembles(string header, string zh, string id) =>
        header.Contains(zh, StringComparison.Ordinal) || zh.Contains(header, StringComparison.Ordinal) || Distance(header, zh) <= 1 || Distance(header.ToUpperInvariant(), id.ToUpperInvariant()) <= 1;

    /// <summary>Number of single-character edits between two short texts (Levenshtein).</summary>
    internal static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
