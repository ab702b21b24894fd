using System.Text;
using Emergency.Core.Decisions;
using Emergency.Core.Rules;
using Emergency.Core.Time;
using Emergency.Testing;

namespace Emergency.Core.Tests.Rules;

public sealed class RuleLibraryTests
{
    private static readonly RuleEdition Shipped = ShippedRules.Library.Edition(RuleBooks.ReportDeadlines, "Practice-2017").OrThrow();

    [Fact]
    public void The_nearest_authority_with_an_edition_in_force_decides()
    {
        RuleLibrary library = new(ShippedRules.Regions, [Decreed("cn"), Decreed("140000"), Decreed("140500"), Decreed("140581")]);

        Assert.Equal("140581", Authority(library, "140581"));
        Assert.Equal("140500", Authority(library, "140525"));
        Assert.Equal("140000", Authority(library, "140322"));
        Assert.Equal("cn", Authority(library, "410100"));
    }

    [Fact]
    public void A_township_inherits_from_its_county()
    {
        RuleLibrary library = new(ShippedRules.Regions, [Decreed("cn"), Decreed("140525")]);

        Assert.Equal("140525", Authority(library, "140525108"));
    }

    [Fact]
    public void An_edition_holds_on_its_first_day_and_no_longer_on_its_last_named_one()
    {
        RuleLibrary library = new(ShippedRules.Regions, [Decreed("140500") with { EffectiveFrom = LocalDay.Of(2020, 1, 1), EffectiveUntil = LocalDay.Of(2020, 3, 1) }, Decreed("cn")]);

        Assert.Equal("cn", Authority(library, "140500", LocalDay.Of(2019, 12, 31)));
        Assert.Equal("140500", Authority(library, "140500", LocalDay.Of(2020, 1, 1)));
        Assert.Equal("140500", Authority(library, "140500", LocalDay.Of(2020, 2, 29)));
        Assert.Equal("cn", Authority(library, "140500", LocalDay.Of(2020, 3, 1)));
    }

    [Fact]
    public void A_day_without_any_edition_is_refused_with_place_day_and_book()
    {
        var refusal = ShippedRules.Library.Find(RuleBooks.WarningTriggers, "140500", LocalDay.Of(2017, 8, 31)).Refusal;

        Assert.Equal("RULE-001", refusal!.Code);
        Assert.Contains("2017-08-31", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Contains("140500", refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Contains(RuleBooks.WarningTriggers, refusal.Sentence.En, StringComparison.Ordinal);
        Assert.Equal("RULE-001", ShippedRules.Library.Triggers("140500", LocalDay.Of(2017, 8, 31)).Refusal!.Code);
    }

    [Fact]
    public void An_unknown_place_is_refused() =>
        Assert.Equal("REGION-001", ShippedRules.Library.Find(RuleBooks.Aqi, "999999", LocalDay.Of(2020, 1, 1)).Refusal!.Code);

    [Fact]
    public void An_unknown_edition_is_refused_and_the_known_ones_are_named()
    {
        var refusal = ShippedRules.Library.Edition(RuleBooks.Aqi, "HJ633-1999").Refusal!;

        Assert.Equal("RULE-003", refusal.Code);
        Assert.Contains("HJ633-2012, HJ633-2026", refusal.Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edition_id_used_by_two_authorities_is_refused() =>
        Assert.Equal("RULE-003", new RuleLibrary(ShippedRules.Regions, [Decreed("cn"), Decreed("140000")]).Edition(RuleBooks.ReportDeadlines, "Practice-2017").Refusal!.Code);

    [Fact]
    public void An_edition_of_another_book_is_refused()
    {
        var triggers = ShippedRules.Library.Edition(RuleBooks.WarningTriggers, "MEE-2024-6").OrThrow();

        Assert.Equal("RULE-005", ShippedRules.Library.Aqi(triggers).Refusal!.Code);
    }

    [Fact]
    public void A_malformed_edition_given_by_hand_is_refused_when_it_is_read()
    {
        var empty = Shipped with { Values = new Dictionary<string, RuleValue>() };

        var refusal = new RuleLibrary(ShippedRules.Regions, [empty]).Deadlines("140500", LocalDay.Of(2020, 1, 1)).Refusal!;

        Assert.Equal("RULE-004", refusal.Code);
        Assert.Contains("acknowledge.within-hours", refusal.Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_rules_of_an_edition_are_read_once()
    {
        var day = LocalDay.Of(2019, 1, 11);

        Assert.Same(ShippedRules.Library.Aqi("140500", day).OrThrow(), ShippedRules.Library.Aqi("140300", day).OrThrow());
    }

    [Fact]
    public void The_hash_depends_on_content_and_not_on_layout()
    {
        var text = File.ReadAllText(Path.Combine(ShippedData.RulesFolder, Shipped.File));
        var dense = text.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("    ", "\t", StringComparison.Ordinal);
        var changed = text.Replace("\"value\": 16", "\"value\": 14", StringComparison.Ordinal);

        Assert.NotEqual(text, changed);
        Assert.Equal(Shipped.Hash, HashOf(text));
        Assert.Equal(Shipped.Hash, HashOf(dense));
        Assert.NotEqual(Shipped.Hash, HashOf(changed));
        Assert.Equal(Shipped.Hash, Shipped.Ref.Hash);
    }

    [Fact]
    public void Giving_an_edition_its_end_does_not_disown_decisions_made_under_it()
    {
        var text = File.ReadAllText(Path.Combine(ShippedData.RulesFolder, Shipped.File));
        var closed = text.Replace("\"effectiveUntil\": null", "\"effectiveUntil\": \"2030-01-01\"", StringComparison.Ordinal);

        Assert.NotEqual(text, closed);
        Assert.Equal(Shipped.Hash, HashOf(closed));
        Assert.NotEqual(Shipped.Hash, HashOf(text.Replace("\"effectiveFrom\": \"2017-09-01\"", "\"effectiveFrom\": \"2017-10-01\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Loading_twice_gives_the_same_hashes()
    {
        var again = RuleLibrary.Load(ShippedData.RulesFolder, ShippedRules.Regions);

        Assert.Equal(ShippedRules.Library.Editions.Select(e => e.Ref), again.Library.OrThrow().Editions.Select(e => e.Ref));
    }

    [Fact]
    public void A_missing_folder_is_a_problem_that_names_it()
    {
        var load = RuleLibrary.Load("no-such-folder", ShippedRules.Regions);

        Assert.Equal(["RULE-116 no-such-folder"], load.Problems.Select(p => $"{p.Code} {p.File}"));
    }

    private static ContentHash HashOf(string text) => RuleFile.Read(Shipped.File, Encoding.UTF8.GetBytes(text)).Edition!.Hash;

    private static string Authority(RuleLibrary library, string place, LocalDay? day = null) =>
        library.Find(RuleBooks.ReportDeadlines, place, day ?? LocalDay.Of(2020, 1, 1)).OrThrow().Authority;

    private static RuleEdition Decreed(string authority) => Shipped with { Authority = authority };
}
