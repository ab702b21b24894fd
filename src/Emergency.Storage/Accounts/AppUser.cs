using Microsoft.AspNetCore.Identity;

namespace Emergency.Storage.Accounts;

/// <summary>An account. Its roles say what it may do, its region where, its enterprise for whom.</summary>
public sealed class AppUser : IdentityUser
{
    /// <summary>Name shown on screens and in the audit log.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Region of the account; it sees this region and what lies under it.</summary>
    public string RegionCode { get; set; } = "";

    /// <summary>Enterprise of the account: set for enterprise users only, who see nothing else.</summary>
    public string? EnterpriseCode { get; set; }
}

/// <summary>Roles of the product (design: who uses it and for what).</summary>
public static class Roles
{
    /// <summary>Manages accounts and settings.</summary>
    public const string Administrator = "administrator";

    /// <summary>预报员.</summary>
    public const string Forecaster = "forecaster";

    /// <summary>值班员.</summary>
    public const string DutyOfficer = "duty-officer";

    /// <summary>指挥部.</summary>
    public const string Headquarters = "headquarters";

    /// <summary>减排规划.</summary>
    public const string Planner = "planner";

    /// <summary>监督帮扶.</summary>
    public const string Inspector = "inspector";

    /// <summary>企业.</summary>
    public const string Enterprise = "enterprise";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Administrator, Forecaster, DutyOfficer, Headquarters, Planner, Inspector, Enterprise];
}
