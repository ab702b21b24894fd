using Emergency.Core;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>What a cell of the reduction list holds.</summary>
public enum CellType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>Unified social credit code.</summary>
    CreditCode,

    /// <summary>Six-digit administrative code.</summary>
    Region,

    /// <summary>Code or Chinese name of a key industry.</summary>
    KeyIndustry,

    /// <summary>Mobile number, or area code and number.</summary>
    Phone,

    /// <summary>Absolute http or https address.</summary>
    Url,

    /// <summary>One e-mail address.</summary>
    Email,

    /// <summary>Decimal number.</summary>
    Number,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Date.</summary>
    Day,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>One of the allowed values.</summary>
    Choice,
}

/// <summary>An allowed value of a choice.</summary>
/// <param name="Id">Identifier, as in the API.</param>
/// <param name="Zh">As workbooks write it.</param>
public sealed record AllowedValue(string Id, string Zh);

/// <summary>One column of a sheet, as <c>data/dictionary</c> defines it.</summary>
/// <param name="Id">Identifier; accepted as a header.</param>
/// <param name="Name">Header that workbooks carry (Chinese), and its English name.</param>
/// <param name="Type">What its cells hold.</param>
/// <param name="Unit">Unit of its numbers; "-" when it has none.</param>
/// <param name="Required">True when no cell may be empty.</param>
/// <param name="Allowed">Allowed values of a choice; empty otherwise.</param>
/// <param name="Minimum">Smallest number allowed (included); null when unbounded.</param>
/// <param name="Maximum">Largest number allowed (included); null when unbounded.</param>
/// <param name="Description">Meaning.</param>
public sealed record ListColumn(
    string Id,
    Text Name,
    CellType Type,
    string Unit,
    bool Required,
    IReadOnlyList<AllowedValue> Allowed,
    decimal? Minimum,
    decimal? Maximum,
    Text Description)
{
    /// <summary>True for a column added after lists were already in use: a file without it is read as if its cells were empty.</summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>What may stand in a cell, in one phrase.</summary>
    public Text Expectation => Type switch
    {
        CellType.Text => new("文字", "text"),
        CellType.CreditCode => new("18位统一社会信用代码，末位为校验码", "an 18-character unified social credit code with its check character"),
        CellType.Region => new("六位行政区划代码", "a six-digit administrative code"),
        CellType.KeyIndustry => new("重点行业代码或名称", "code or name of a key industry"),
        CellType.Phone => new("11位手机号，或区号-号码", "an 11-digit mobile number, or area code and number"),
        CellType.Url => new("以 http:// 或 https:// 开头的完整网址", "an absolute http or https address"),
        CellType.Email => new("一个电子邮箱地址", "one e-mail address"),
        CellType.Number => new($"数字{Range.Zh}", $"a number{Range.En}"),
        CellType.Integer => new($"整数{Range.Zh}", $"a whole number{Range.En}"),
        CellType.Day => new("日期（年-月-日）", "a date (year-month-day)"),
        CellType.YesNo or CellType.Choice => new($"下列之一：{string.Join("、", Allowed.Select(a => a.Zh))}", $"one of: {string.Join(", ", Allowed.Select(a => a.Id))}"),
        _ => throw new InvalidOperationException($"Column {Id} has the unknown type {Type}."),
    };

    private Text Range => (Minimum, Maximum) switch
    {
        ({ } low, { } high) => new($"，{low} 至 {high}", $" from {low} to {high}"),
        ({ } low, null) => new($"，不小于 {low}", $" of at least {low}"),
        (null, { } high) => new($"，不大于 {high}", $" of at most {high}"),
        _ => new("", ""),
    };
}

/// <summary>One sheet of the list: a worksheet of the workbook, or a file <c>{Id}.csv</c> of the folder.</summary>
/// <param name="Id">Identifier; accepted as sheet name.</param>
/// <param name="Name">Worksheet name (Chinese), and its English name.</param>
/// <param name="Description">What its rows are.</param>
/// <param name="Columns">Its columns, in order.</param>
public sealed record ListSheet(string Id, Text Name, Text Description, IReadOnlyList<ListColumn> Columns)
{
    /// <summary>The column with this identifier.</summary>
    /// <exception cref="KeyNotFoundException">There is none: the program asks for a column the dictionary lacks.</exception>
    public ListColumn this[string id] =>
        Columns.FirstOrDefault(c => c.Id == id) ?? throw new KeyNotFoundException($"The dictionary of sheet {Id} has no column {id}.");
}
