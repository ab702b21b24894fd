using Emergency.Core.Decisions;

namespace Emergency.Core.Tests.Decisions;

public sealed class SourceRefTests
{
    [Fact]
    public void A_sure_source_is_document_and_clause() => Assert.Equal("HJ 633-2012 表1", new SourceRef("HJ 633-2012", "表1").ToString());

    [Fact]
    public void A_doubt_is_told_wherever_the_source_is() =>
        Assert.Equal("HJ 633-2012 表1（存疑：推断）", new SourceRef("HJ 633-2012", "表1", Confidence.Unsure, "推断。").ToString());
}
