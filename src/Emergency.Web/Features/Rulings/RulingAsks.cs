using Emergency.Core.Refusals;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Planning.Rulings;
using Emergency.Storage.Responses;
using Emergency.Storage.Rulings;
using Emergency.Warnings.Responses;
using Emergency.Web.Hosting;
using Emergency.Web.Security;

namespace Emergency.Web.Features.Rulings;

/// <summary>Rulings as the desk takes them; refused where no edition of deadlines holds.</summary>
internal static class RulingAsks
{
    public static Outcome<RulingAsk> Make(Response response, Outcome<RulingDraft> draft, RuleLibrary rules, Authority authority, Caller caller, DateTimeOffset now) =>
        draft.Ok ? With(Terms(rules, authority, response.RegionCode, now), terms => new RulingAsk.Make(response.Id, draft.Value, terms, caller.Name, now)) : draft.Refusal;

    public static Outcome<RulingAsk> Revoke(Response response, int number, string why, RuleLibrary rules, Authority authority, Caller caller, DateTimeOffset now) =>
        With(Terms(rules, authority, response.RegionCode, now), terms => new RulingAsk.Revoke(response.Id, number, why, terms, caller.Name, now));

    /// <summary>With what orders of a region are issued today.</summary>
    public static Outcome<OrderTerms> Terms(RuleLibrary rules, Authority authority, string regionCode, DateTimeOffset now)
    {
        var deadlines = rules.Deadlines(regionCode, now.ToLocalDay());
        return deadlines.Ok ? new OrderTerms(deadlines.Value, authority.Headquarters, authority.Contact) : deadlines.Refusal;
    }

    private static Outcome<RulingAsk> With(Outcome<OrderTerms> terms, Func<OrderTerms, RulingAsk> ask) => terms.Ok ? ask(terms.Value) : terms.Refusal;
}
