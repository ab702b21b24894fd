using System.Globalization;
using System.Security.Cryptography;
using Emergency.Core.Decisions;
using Emergency.Core.Refusals;
using Emergency.Storage.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Emergency.Storage.Accounts;

/// <summary>What an account is to be.</summary>
/// <param name="UserName">Name to sign in with.</param>
/// <param name="DisplayName">Name shown to people.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="RegionCode">Region it sees, with what lies under it.</param>
/// <param name="EnterpriseCode">Its enterprise; required for <see cref="Roles.Enterprise"/> and for no other role.</param>
public sealed record NewAccount(string UserName, string DisplayName, string Role, string RegionCode, string? EnterpriseCode);

/// <summary>A link by which its holder sets the password of an account, once, before it expires.</summary>
/// <param name="UserId">Account.</param>
/// <param name="UserName">Its name.</param>
/// <param name="Secret">The secret of the link; only its hash is stored.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record Invitation(string UserId, string UserName, string Secret, DateTimeOffset ExpiresAt)
{
    /// <summary>Path and query of the page that accepts it.</summary>
    public string Path => $"/invitation?user={UserId}&secret={Secret}";
}

/// <summary>
/// Accounts. Nobody knows another person's password: an account starts without one, and an invitation lets its holder choose it.
/// Not for concurrent use: it shares the context of the scope with the user manager, so that a change and its audit entry are one transaction.
/// </summary>
public sealed class AccountDesk(AppDb db, UserManager<AppUser> users, RoleManager<IdentityRole> roles, AuditLog audit, TimeProvider clock)
{
    /// <summary>How long an invitation works.</summary>
    public static TimeSpan InvitationLifetime { get; } = TimeSpan.FromHours(24);

    private const string TokenProvider = "emergency";
    private const string TokenName = "invitation";

    /// <summary>Makes the roles that are missing. Safe to repeat.</summary>
    public async Task EnsureRolesAsync()
    {
        foreach (var role in Roles.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new IdentityRole { Id = role, Name = role, ConcurrencyStamp = role });
            }
        }
    }

    /// <summary>
    /// While no administrator can sign in, a new invitation for the first one (an older one stops working); null once an administrator has a password.
    /// </summary>
    public async Task<Invitation?> FirstAdministratorAsync(string regionCode, CancellationToken cancellationToken)
    {
        await EnsureRolesAsync();
        var administrators = await users.GetUsersInRoleAsync(Roles.Administrator);
        if (administrators.Any(a => a.PasswordHash is not null))
        {
            return null;
        }

        if (administrators.FirstOrDefault() is not { } first)
        {
            var added = await AddAsync(new NewAccount("admin", "管理员", Roles.Administrator, regionCode, null), null, "system", cancellationToken);
            first = await users.FindByNameAsync(added.OrThrow().UserName!) ?? throw new InvalidOperationException("The first administrator was added and is not there.");
        }

        return await InviteAsync(first, "system", cancellationToken);
    }

    /// <summary>Adds an account, with a password or (null) without one until an invitation is accepted.</summary>
    public async Task<Outcome<AppUser>> AddAsync(NewAccount account, string? password, string by, CancellationToken cancellationToken)
    {
        if (!Roles.All.Contains(account.Role))
        {
            return Refusal.Of("ACCOUNT-001", $"没有角色“{account.Role}”。", $"There is no role \"{account.Role}\".", $"可用角色：{string.Join("、", Roles.All)}。", $"Roles: {string.Join(", ", Roles.All)}.");
        }

        if ((account.Role == Roles.Enterprise) != !string.IsNullOrWhiteSpace(account.EnterpriseCode))
        {
            return account.Role == Roles.Enterprise
                ? Refusal.Of("ACCOUNT-002", "企业账号必须指明所属企业。", "An enterprise account names its enterprise.", "请填写统一社会信用代码。", "Give the unified social credit code.")
                : Refusal.Of("ACCOUNT-002", $"角色“{account.Role}”不属于任何企业。", $"The role \"{account.Role}\" belongs to no enterprise.", "请清空企业代码。", "Leave the enterprise code empty.");
        }

        await EnsureRolesAsync();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = new AppUser
        {
            Id = ContentHash.Of(account.UserName.ToUpperInvariant()).Hex[..24],
            UserName = account.UserName,
            DisplayName = string.IsNullOrWhiteSpace(account.DisplayName) ? account.UserName : account.DisplayName,
            RegionCode = account.RegionCode,
            EnterpriseCode = account.Role == Roles.Enterprise ? account.EnterpriseCode : null,
            LockoutEnabled = true,
        };
        var created = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        if (!created.Succeeded)
        {
            db.ChangeTracker.Clear();
            return Explain(created, account.UserName);
        }

        await users.AddToRoleAsync(user, account.Role);
        await audit.AppendAsync(db, "account.add", account.UserName, new { account.Role, account.RegionCode, account.EnterpriseCode }, by, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    /// <summary>Makes a new invitation for an account; an older one stops working. The present password, if any, works until it is accepted.</summary>
    public async Task<Invitation> InviteAsync(AppUser user, string by, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var expires = clock.GetUtcNow() + InvitationLifetime;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await users.SetAuthenticationTokenAsync(user, TokenProvider, TokenName, $"{ContentHash.Of(secret).Hex} {expires.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}");
        await audit.AppendAsync(db, "account.invite", user.UserName!, new { expires }, by, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new Invitation(user.Id, user.UserName!, secret, expires);
    }

    /// <summary>The account of an invitation that still works; refused when it was used, replaced or has expired.</summary>
    public async Task<Outcome<AppUser>> CheckInvitationAsync(string userId, string secret)
    {
        var user = await users.FindByIdAsync(userId);
        var stored = user is null ? null : await users.GetAuthenticationTokenAsync(user, TokenProvider, TokenName);
        var parts = stored?.Split(' ') ?? [];
        var works = parts.Length == 2
            && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(parts[0]), System.Text.Encoding.ASCII.GetBytes(ContentHash.Of(secret).Hex))
            && clock.GetUtcNow().ToUnixTimeMilliseconds() < long.Parse(parts[1], CultureInfo.InvariantCulture);
        return works
            ? user!
            : Refusal.Of(
                "ACCOUNT-003",
                "该链接无效、已使用或已过期（有效期 24 小时）。",
                "This link is unknown, was used before, or has expired (it works for 24 hours).",
                "请向管理员索取新的链接；首个管理员请重新启动程序以获得新链接。",
                "Ask the administrator for a new link; for the first administrator, restart the program.");
    }

    /// <summary>Sets the password of the invited account and ends the invitation.</summary>
    public async Task<Outcome<AppUser>> AcceptInvitationAsync(string userId, string secret, string password, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var check = await CheckInvitationAsync(userId, secret);
        if (!check.Ok)
        {
            return check.Refusal;
        }

        var user = check.Value;
        var valid = await ValidatePasswordAsync(user, password);
        if (!valid.Succeeded)
        {
            return Explain(valid, user.UserName!);
        }

        await users.RemovePasswordAsync(user);
        await users.AddPasswordAsync(user, password);
        await users.RemoveAuthenticationTokenAsync(user, TokenProvider, TokenName);
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        await audit.AppendAsync(db, "account.password", user.UserName!, new { }, user.UserName!, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    /// <summary>Locks an account out, or lets it in again. Its sessions end at their next check.</summary>
    public async Task<Outcome<AppUser>> SetLockedAsync(string userId, bool locked, string by, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(userId) is not { } user)
        {
            return Refusal.Of("ACCOUNT-004", "没有这个账号。", "There is no such account.", "请刷新账号列表。", "Reload the list of accounts.");
        }

        if (user.UserName == by)
        {
            return Refusal.Of("ACCOUNT-005", "不能停用自己的账号。", "You cannot lock your own account.", "请由另一位管理员操作。", "Another administrator must do this.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await users.SetLockoutEndDateAsync(user, locked ? DateTimeOffset.MaxValue.AddYears(-1) : null);
        await users.UpdateSecurityStampAsync(user);
        await audit.AppendAsync(db, locked ? "account.lock" : "account.unlock", user.UserName!, new { }, by, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    /// <summary>All accounts with their role, by name.</summary>
    public async Task<IReadOnlyList<(AppUser User, string Role)>> AllAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from user in db.Users.AsNoTracking()
            join link in db.UserRoles on user.Id equals link.UserId into links
            from link in links.DefaultIfEmpty()
            join role in db.Roles on link.RoleId equals role.Id into found
            from role in found.DefaultIfEmpty()
            orderby user.UserName
            select new { user, role = role == null ? "" : role.Name! }).ToListAsync(cancellationToken);
        return rows.Select(r => (r.user, r.role)).ToList();
    }

    private async Task<IdentityResult> ValidatePasswordAsync(AppUser user, string password)
    {
        foreach (var validator in users.PasswordValidators)
        {
            var result = await validator.ValidateAsync(users, user, password);
            if (!result.Succeeded)
            {
                return result;
            }
        }

        return IdentityResult.Success;
    }

    private static Refusal Explain(IdentityResult result, string userName)
    {
        var code = result.Errors.First().Code;
        return code switch
        {
            "DuplicateUserName" => Refusal.Of("ACCOUNT-006", $"用户名“{userName}”已被使用。", $"The user name \"{userName}\" is taken.", "请换一个用户名。", "Choose another."),
            "InvalidUserName" => Refusal.Of("ACCOUNT-007", $"用户名“{userName}”含有不允许的字符。", $"The user name \"{userName}\" holds characters that are not allowed.", "只能使用字母、数字和 - . _ @ +。", "Use letters, digits and - . _ @ + only."),
            _ when code.StartsWith("Password", StringComparison.Ordinal) => Refusal.Of(
                "ACCOUNT-008",
                "密码不符合要求：至少 12 个字符，且至少有 4 个不同的字符。",
                "The password is too weak: at least 12 characters, at least 4 of them different.",
                "建议使用几个词组成的长句。",
                "A sentence of a few words is a good choice."),
            _ => Refusal.Of("ACCOUNT-009", $"账号“{userName}”无法保存（{code}）。", $"The account \"{userName}\" could not be saved ({code}).", "请重试。", "Try again."),
        };
    }
}
