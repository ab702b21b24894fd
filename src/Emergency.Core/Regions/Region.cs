namespace Emergency.Core.Regions;

/// <summary>Rank of a region in the tree (行政层级).</summary>
public enum RegionRank
{
    /// <summary>The nation.</summary>
    Nation,

    /// <summary>Province (省).</summary>
    Province,

    /// <summary>Prefecture-level city (设区市).</summary>
    City,

    /// <summary>County, district or county-level city (县区).</summary>
    County,

    /// <summary>Township or development zone (乡镇、开发区).</summary>
    Township,
}

/// <summary>What the authority of a region may do. Granted by rank in the tree's data, inherited by nothing: a right must be written down.</summary>
[Flags]
public enum Capabilities
{
    /// <summary>Nothing beyond reading.</summary>
    None = 0,

    /// <summary>Publish a warning to the public (Air Law art. 95: provinces and prefecture-level cities only).</summary>
    PublishWarning = 1,

    /// <summary>Start its own emergency response (Air Law art. 96: county and above).</summary>
    StartResponse = 2,

    /// <summary>Propose a warning to the authority above.</summary>
    ProposeWarning = 4,

    /// <summary>Send orders to enterprises.</summary>
    OrderEnterprises = 8,
}

/// <summary>A place in the tree nation → province → city → county → township.</summary>
/// <param name="Code">Administrative code, six digits for province to county (140500), longer below; "cn" for the nation.</param>
/// <param name="Name">Full Chinese name (晋城市).</param>
/// <param name="NameEn">English name (Jincheng).</param>
/// <param name="Rank">Its rank.</param>
/// <param name="ParentCode">The region above; null only for the nation.</param>
public sealed record Region(string Code, string Name, string NameEn, RegionRank Rank, string? ParentCode)
{
    /// <summary>Name as observation files write it: without 市, 县, 区 (晋城).</summary>
    public string ShortName => Name.Length > 2 && Name[^1] is '市' or '县' or '区' or '省' ? Name[..^1] : Name;
}
