using System.Globalization;
using System.Text.RegularExpressions;
using Emergency.Core;
using Emergency.Core.Time;

namespace Emergency.Planning.ReductionList.Files;

/// <summary>Turns the text of one cell into a value by its column's definition.</summary>
internal static partial class CellParser
{
    private static readonly string[] DayFormats = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy年M月d日", "yyyyMMdd"];

    /// <summary>The value (text, decimal, day, or identifier of a choice), or the code of what is wrong and how to mend it.</summary>
    public static (object? Value, string? ProblemCode, Text? Remedy) Parse(ListColumn column, string text)
    {
        if (text.Length == 0)
        {
            return column.Required ? (null, "LIST-104", new($"请填写{column.Name.Zh}。", $"Fill in {column.Name.En}.")) : (null, null, null);
        }

        return column.Type switch
        {
            CellType.Text or CellType.KeyIndustry => (text, null, null),
            CellType.CreditCode => UnifiedCreditCode.IsValid(text) ? (text, null, null) : (null, "LIST-108", CodeRemedy(text)),
            CellType.Region => Matches(RegionPattern(), text, new("填写六位代码，例如 140521。", "Write the six digits, e.g. 140521.")),
            CellType.Phone => Matches(PhonePattern(), text, new("填写11位手机号，或“区号-号码”，例如 0356-5550123。", "Write the 11-digit mobile number, or area code and number such as 0356-5550123.")),
            CellType.Url => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? (text, null, null) : (null, "LIST-122", new("填写完整网址，或留空。", "Write the full address, or leave the cell empty.")),
            CellType.Email => Matches(EmailPattern(), text, new("填写一个邮箱，例如 duty@example.com，或留空。", "Write one address such as duty@example.com, or leave the cell empty.")),
            CellType.Number or CellType.Integer => Number(column, text),
            CellType.Day => DateOnly.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? (new LocalDay(date), null, null) : (null, "LIST-105", new("按 2024-10-01 的格式填写。", "Write it like 2024-10-01.")),
            CellType.YesNo or CellType.Choice => Choice(column, text),
            _ => throw new InvalidOperationException($"Column {column.Id} has the unknown type {column.Type}."),
        };
    }

    private static (object?, string?, Text?) Choice(ListColumn column, string text) =>
        column.Allowed.FirstOrDefault(a => a.Zh == text || string.Equals(a.Id, text, StringComparison.OrdinalIgnoreCase)) is { } allowed
            ? (allowed.Id, null, null)
            : (null, "LIST-107", new("改为允许的值之一。", "Use one of the allowed values."));

    private static (object?, string?, Text?) Matches(Regex pattern, string text, Text remedy) =>
        pattern.IsMatch(text) ? (text, null, null) : (null, "LIST-122", remedy);

    private static (object?, string?, Text?) Number(ListColumn column, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return (null, "LIST-105", new("只写数字，不带单位、逗号或百分号（20% 写作 0.2）。", "Write the number alone, without unit, comma or percent sign (20 % is 0.2)."));
        }

        if (column.Type == CellType.Integer && number != decimal.Truncate(number))
        {
            return (null, "LIST-105", new("改为整数。", "Write a whole number."));
        }

        return number < column.Minimum || number > column.Maximum || (column.Type == CellType.Integer && Math.Abs(number) > int.MaxValue)
            ? (null, "LIST-106", new($"核对数值和单位（{column.Unit}）。", $"Check the figure and its unit ({column.Unit})."))
            : (Making.Made.Plain(number), null, null);
    }


    private static Text CodeRemedy(string text) =>
        text.Length == UnifiedCreditCode.Length && UnifiedCreditCode.CheckCharacter(text.AsSpan(0, UnifiedCreditCode.Length - 1)) is { } check
            ? new($"前17位对应的校验码是 {check}；请对照营业执照核对。", $"The first 17 characters have the check character {check}; compare with the business licence.")
            : new("请对照营业执照核对18位代码（不含字母 I、O、Z、S、V）。", "Compare the 18 characters with the business licence (no letters I, O, Z, S, V).");

    [GeneratedRegex(@"^[1-9][0-9]{5}$")]
    private static partial Regex RegionPattern();

    // Narrower than the mail standards: no quotes, comments or blanks, so that an address can be written into a mail header as it stands.
    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+\z")]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"^(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?)$")]
    private static partial Regex PhonePattern();
}
