using Emergency.Core;
using Emergency.Core.Rules;
using Emergency.Planning.ReductionList;

namespace Emergency.Planning.Activation;

/// <summary>Industries as people read them.</summary>
internal static class IndustryNames
{
    /// <summary>Name of the enterprise's key industry; else what the list writes; else that none is given.</summary>
    public static Text IndustryName(this Enterprise enterprise, GradeRules grades) =>
        grades.Industries.FirstOrDefault(i => i.Code == enterprise.KeyIndustry)?.Name
        ?? (enterprise.Industry.Length > 0 ? new(enterprise.Industry, enterprise.Industry) : new("未注明行业", "no industry given"));
}
