using System.Text;
using CsvHelper;
using Emergency.Core;
using Emergency.Core.Refusals;
using Emergency.Core.Regions;

namespace Emergency.Dispatch.Escalation;

/// <summary>Somebody who is told about silent enterprises.</summary>
/// <param name="RegionCode">County, or the city for all its counties.</param>
/// <param name="Township">Township or zone as the reduction list writes it; empty for the whole region.</param>
/// <param name="Target">Township, county or inspector.</param>
/// <param name="Name">Person or post.</param>
/// <param name="Phone">Phone; may be empty when there is an e-mail address.</param>
/// <param name="Email">E-mail; may be empty when there is a phone.</param>
public sealed record EscalationContact(string RegionCode, string Township, FollowUpTarget Target, string Name, string Phone, string Email);

/// <summary>One thing that is wrong with a table of contacts.</summary>
/// <param name="Row">Row, the header being 1.</param>
/// <param name="Column">Column; empty when the whole row is meant.</param>
/// <param name="Value">The value found.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ContactProblem(int Row, string Column, string Value, Text What, Text Remedy);

/// <summary>A table of contacts as read: all of them, or everything wrong with it.</summary>
/// <param name="Contacts">The contacts; empty when there is a problem.</param>
/// <param name="Problems">Every problem, by row.</param>
public sealed record ContactTable(IReadOnlyList<EscalationContact> Contacts, IReadOnlyList<ContactProblem> Problems);

/// <summary>Checks contacts and reads tables of them.</summary>
public static class EscalationContacts
{
    /// <summary>A contact that cannot be kept.</summary>
    public const string Wrong = "CONTACT-001";

    /// <summary>Longest name, phone, e-mail [characters].</summary>
    public const int TextLimit = 100;

    /// <summary>Columns of a table, in the order of the template.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["region", "township", "target", "name", "phone", "email"];

    /// <summary>Everything wrong with one contact.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="within">Region of the caller: contacts lie in it.</param>
    /// <param name="regions">The region tree.</param>
    public static IReadOnlyList<(string Column, string Value, Text What, Text Remedy)> Check(EscalationContact contact, string within, RegionTree regions)
    {
        var found = new List<(string, string, Text, Text)>();
        if (regions.Find(contact.RegionCode) is null || !regions.IsWithin(contact.RegionCode, within))
        {
            found.Add(("region", contact.RegionCode, new($"没有该区划代码，或不在{within}之内。", $"No such region, or it does not lie in {within}."), new("请填写本地区的区县代码。", "Give the code of a county of yours.")));
        }

        if (contact.Target == FollowUpTarget.Enterprise)
        {
            found.Add(("target", "enterprise", new("对象只能是乡镇、县区分局或监督帮扶。", "The target is a township, a county branch or an inspector."), new("企业联系人请在清单中维护。", "Contacts of enterprises are kept in the reduction list.")));
        }

        if (contact.Name.Length is 0 or > TextLimit)
        {
            found.Add(("name", contact.Name, new("缺少姓名或岗位，或过长。", "Name or post is missing or too long."), new("请填写姓名或岗位。", "Give a name or post.")));
        }

        if (contact.Phone.Length > TextLimit || contact.Phone.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or '-' or ' ')) || (contact.Phone.Length == 0 && contact.Email.Length == 0))
        {
            found.Add(("phone", contact.Phone, new("电话只能由数字、+、-、空格组成；电话与邮箱至少填一项。", "A phone has digits, +, - and blanks; a phone or an e-mail address is needed."), new("请改正电话。", "Mend the phone.")));
        }

        if (contact.Email.Length > TextLimit || (contact.Email.Length > 0 && (contact.Email.Count(c => c == '@') != 1 || contact.Email[0] == '@' || contact.Email[^1] == '@' || contact.Email.Any(char.IsWhiteSpace))))
        {
            found.Add(("email", contact.Email, new("不是邮箱地址。", "Not an e-mail address."), new("请改正邮箱。", "Mend the address.")));
        }

        return found;
    }

    /// <summary>Reads a CSV table with the columns region, township, target (township, county, inspector), name, phone, email; UTF-8, or GB18030 as Chinese Excel saves it.</summary>
    /// <param name="content">Content of the file.</param>
    /// <param name="within">Region of the caller.</param>
    /// <param name="regions">The region tree.</param>
    public static ContactTable Read(byte[] content, string within, RegionTree regions)
    {
        using var reader = CsvReader.Create(new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(Decode(content))), new CsvReaderOptions { HasHeader = false, TrackLineNumbers = true, TrimWhitespace = true });
        var places = reader.Read() ? Enumerable.Range(0, reader.FieldCount).Select(i => (Header: reader.GetString(i), i)).DistinctBy(h => h.Header).ToDictionary(h => h.Header, h => h.i, StringComparer.Ordinal) : [];
        var missing = Columns.Where(c => !places.ContainsKey(c)).ToList();
        if (missing.Count > 0)
        {
            return new([], missing.ConvertAll(c => new ContactProblem(1, c, "", new("缺少该列。", "The column is missing."), new($"表头应为 {string.Join(',', Columns)}。", $"The header is {string.Join(',', Columns)}."))));
        }

        var (contacts, problems) = (new List<EscalationContact>(), new List<ContactProblem>());
        while (reader.Read())
        {
            string Cell(string column) => places[column] < reader.FieldCount ? reader.GetString(places[column]) : "";
            var row = (int)reader.LineNumber;
            if (Parse(Cell("target")) is not { } target)
            {
                problems.Add(new(row, "target", Cell("target"), new("对象无法识别。", "The target is unknown."), new("填写 township、county 或 inspector（乡镇、县区分局、监督帮扶）。", "Give township, county or inspector.")));
                continue;
            }

            var contact = new EscalationContact(Cell("region"), Cell("township"), target, Cell("name"), Cell("phone"), Cell("email"));
            problems.AddRange(Check(contact, within, regions).Select(p => new ContactProblem(row, p.Column, p.Value, p.What, p.Remedy)));
            if (contacts.Exists(c => (c.RegionCode, c.Township, c.Target, c.Name) == (contact.RegionCode, contact.Township, contact.Target, contact.Name)))
            {
                problems.Add(new(row, "name", contact.Name, new("与前面的行重复。", "The same contact stands in an earlier row."), new("请删除其中一行。", "Delete one of them.")));
            }

            contacts.Add(contact);
        }

        return problems.Count == 0 ? new(contacts, []) : new([], problems);
    }

    /// <summary>The target with this word, English or Chinese; null when there is none.</summary>
    public static FollowUpTarget? Parse(string word) => word.ToLowerInvariant() switch
    {
        "township" or "乡镇" or "乡镇（园区）" => FollowUpTarget.Township,
        "county" or "县区分局" or "分局" => FollowUpTarget.County,
        "inspector" or "监督帮扶" => FollowUpTarget.Inspector,
        _ => null,
    };

    /// <summary>The problems of one contact as one refusal.</summary>
    public static Refusal? Refuse(EscalationContact contact, string within, RegionTree regions) =>
        Check(contact, within, regions) is { Count: > 0 } problems
            ? new Refusal(
                Wrong,
                new(string.Concat(problems.Select(p => p.What.Zh)), string.Join(' ', problems.Select(p => p.What.En))),
                new(string.Concat(problems.Select(p => p.Remedy.Zh).Distinct()), string.Join(' ', problems.Select(p => p.Remedy.En).Distinct())))
            : null;

    private static string Decode(byte[] content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding("GB18030").GetString(content);
        }
    }
}
