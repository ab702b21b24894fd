using System.Text.RegularExpressions;
using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList.Files;

namespace Emergency.Planning.ReductionList.Checks;

/// <summary>Grade, scheme, guarantee and place of each enterprise.</summary>
internal static partial class EnterpriseChecks
{
    public static void Run(SheetRows<Enterprise> sheet, ListRules rules)
    {
        foreach (var row in sheet.Rows)
        {
            Coordinates(sheet, row);
            var industry = KeyIndustry(sheet, row, rules.Grades);
            Scheme(sheet, row, industry, rules.Grades);
            GradeDate(sheet, row, rules);
            Guarantee(sheet, row, industry, rules.Grades);
        }
    }

    private static void Coordinates(SheetRows<Enterprise> sheet, ListRow<Enterprise> row)
    {
        var enterprise = row.Record;
        if (row.Sound("longitude", "latitude") && enterprise.Longitude is null != enterprise.Latitude is null)
        {
            sheet.Report(row, enterprise.Longitude is null ? "longitude" : "latitude", "LIST-123", new("经度和纬度同时填写或同时留空", "both coordinates or neither"), new("补上缺少的坐标，或把两个都留空。", "Give the missing coordinate, or leave both empty."));
        }
    }

    /// <summary>Finds the key industry by code or Chinese name and leaves its code in the record.</summary>
    private static KeyIndustry? KeyIndustry(SheetRows<Enterprise> sheet, ListRow<Enterprise> row, GradeRules grades)
    {
        var text = row.Record.KeyIndustry;
        if (text.Length == 0 || grades.Industries.Count == 0)
        {
            return null; // Before 2019 no edition listed industries.
        }

        var industry = grades.Industries.FirstOrDefault(i => string.Equals(i.Code, text, StringComparison.OrdinalIgnoreCase) || i.Name.Zh == text);
        if (industry is null)
        {
            sheet.Report(row, "key_industry", "LIST-107", new($"{grades.Edition.Title.Zh}所列行业的代码或名称", $"an industry of {grades.Edition.Edition}, by code or Chinese name"), new("从行业表中选用，非重点行业留空。", "Take it from the table of industries, or leave it empty when it is none."));
            return null;
        }

        row.Record = row.Record with { KeyIndustry = industry.Code };
        return industry;
    }

    private static void Scheme(SheetRows<Enterprise> sheet, ListRow<Enterprise> row, KeyIndustry? industry, GradeRules grades)
    {
        var enterprise = row.Record;
        if (!row.Sound("grade", "grade_scheme", "key_industry") || (enterprise.Grade == PerformanceGrade.Ungraded && enterprise.GradeScheme.Length == 0))
        {
            return;
        }

        var scheme = grades.Schemes.FirstOrDefault(s => s.Id == enterprise.GradeScheme);
        var known = string.Join("、", grades.Schemes.Select(s => s.Id));
        if (scheme is null)
        {
            sheet.Report(row, "grade_scheme", "LIST-111", new($"等级所依据的办法：{known}", $"the scheme of the grade: {known}"), new("填写评级依据的办法；未评级的企业等级填“未评级”。", "Name the scheme of the grade; an enterprise without one is \"Ungraded\"."));
            return;
        }

        // A scheme that no industry names (such as the 2026 one) may stand in for the scheme of any industry.
        if (industry is not null && IndustrySchemes(industry, grades) is { Count: > 0 } allowed && !allowed.Contains(scheme.Id) && grades.Industries.Any(i => IndustrySchemes(i, grades).Contains(scheme.Id)))
        {
            sheet.Report(row, "grade_scheme", "LIST-111", new($"{industry.Name.Zh}采用的办法：{industry.SchemeText}", $"a scheme of {industry.Name.En}: {industry.SchemeText}"), new("核对重点行业和评级办法。", "Check the key industry and the scheme."));
            return;
        }

        if (enterprise.Grade != PerformanceGrade.Ungraded && !scheme.Grades.Contains(enterprise.Grade))
        {
            var names = string.Join("、", scheme.Grades.Select(g => g.Name().Zh));
            sheet.Report(row, "grade", "LIST-111", new($"{scheme.Id} 办法的等级：{names}", $"a grade of scheme {scheme.Id}: {string.Join(", ", scheme.Grades.Select(g => g.Name().En))}"), new("核对等级和分级办法。", "Check the grade and its scheme."));
        }
    }

    /// <summary>Schemes an industry may be graded by.</summary>
    internal static List<string> IndustrySchemes(KeyIndustry industry, GradeRules grades) =>
        [.. SchemeWord().Matches(industry.SchemeText).Select(m => m.Value).Where(word => grades.Schemes.Any(s => s.Id == word))];

    private static void GradeDate(SheetRows<Enterprise> sheet, ListRow<Enterprise> row, ListRules rules)
    {
        var enterprise = row.Record;
        if (enterprise.Grade == PerformanceGrade.Ungraded || !row.Sound("grade", "grade_valid_from"))
        {
            return;
        }

        if (enterprise.GradeValidFrom is not { } from || from > rules.ValidFrom)
        {
            sheet.Report(row, "grade_valid_from", "LIST-113", new($"不晚于清单生效日 {rules.ValidFrom} 的日期", $"a date not after the list's first day, {rules.ValidFrom}"), new("填写等级公布生效的日期；尚未生效的等级不能使用，先填原等级。", "Give the day from which the grade counts; a grade not yet in force cannot be used: give the former one."));
        }
    }

    private static void Guarantee(SheetRows<Enterprise> sheet, ListRow<Enterprise> row, KeyIndustry? industry, GradeRules grades)
    {
        var enterprise = row.Record;
        if (enterprise.Guarantee == GuaranteeKind.None || !row.Sound("guarantee", "grade", "key_industry") || GuaranteeAllowed(enterprise.Grade, industry is not null && IndustrySchemes(industry, grades).Any(s => s != nameof(PerformanceGrade.Ungraded)), grades))
        {
            return;
        }

        sheet.Report(row, "guarantee", "LIST-112", new($"等级为{grades.GuaranteeMinimum.Name().Zh}级及以上或引领性的企业（{grades.GuaranteeSource}）；该企业为{enterprise.Grade.Name().Zh}", $"an enterprise graded {grades.GuaranteeMinimum.Name().En} or better, or leading ({grades.GuaranteeSource}); this one is {enterprise.Grade.Name().En}"), new("取消保障类，或核对等级。", "Remove the guarantee, or check the grade."));
    }

    /// <summary>True when a grade may carry a guarantee: the minimum or better, or leading; an ungraded one only outside the graded industries.</summary>
    internal static bool GuaranteeAllowed(PerformanceGrade grade, bool gradedIndustry, GradeRules grades) =>
        grade == PerformanceGrade.Leading || grade <= grades.GuaranteeMinimum || (grade == PerformanceGrade.Ungraded && !gradedIndustry);

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex SchemeWord();
}
