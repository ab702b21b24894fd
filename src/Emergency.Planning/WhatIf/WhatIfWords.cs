using Emergency.Core;
using Emergency.Planning.Activation;

namespace Emergency.Planning.WhatIf;

/// <summary>Names that tables, pages and workbooks share.</summary>
public static class WhatIfWords
{
    /// <summary>Name of a mode.</summary>
    public static Text Mode(PlanMode mode) => mode switch
    {
        PlanMode.Activate => new("按清单启动", "activate"),
        PlanMode.Supplement => new("补足", "supplement"),
        PlanMode.Compose => new("编制", "compose"),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    /// <summary>Name of a change.</summary>
    public static Text Change(ChangeKind kind) => kind switch
    {
        ChangeKind.NewlyAsked => new("新增", "newly asked"),
        ChangeKind.Spared => new("不再要求", "spared"),
        ChangeKind.More => new("加码", "more"),
        ChangeKind.Less => new("减轻", "less"),
        ChangeKind.Otherwise => new("换措施", "otherwise"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The parts of a fairness table by name.</summary>
    public static IReadOnlyList<(Text Name, IReadOnlyList<Burden> Rows)> Groups(FairnessTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [(new("全部", "all"), [table.All]), (new("等级", "grade"), table.ByGrade), (new("行业", "industry"), table.ByIndustry), (new("乡镇", "township"), table.ByTownship)];
    }
}
