using Emergency.Core.Decisions;

namespace Emergency.Core.Rules;

/// <summary>Rules for the life of a response of one edition. Before the first edition there are none.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Prohibition">What no response may serve; stands in every reason to start, raise or prolong.</param>
/// <param name="ProhibitionSource">Its source.</param>
public sealed record ResponseRules(RuleEdition Edition, Text Prohibition, SourceRef ProhibitionSource);
