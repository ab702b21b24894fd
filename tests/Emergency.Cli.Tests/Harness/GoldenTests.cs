using Emergency.Testing;
using Xunit.Sdk;

namespace Emergency.Cli.Tests.Harness;

public sealed class GoldenTests
{
    [Fact]
    public void An_equal_text_passes_and_leaves_nothing_behind()
    {
        using var folder = new TempFolder();
        folder.Write("notice.approved.txt", "第一行\n第二行\n");
        folder.Write("notice.received.txt", "left by an earlier run");

        Golden.CheckIn(folder.Path, "第一行\r\n第二行", "notice");

        Assert.False(File.Exists(folder["notice.received.txt"]));
    }

    [Fact]
    public void A_different_text_fails_with_the_first_difference_and_is_kept_beside_the_approved_one()
    {
        using var folder = new TempFolder();
        folder.Write("notice.approved.txt", "第一行\n黄色\n");

        var failure = Assert.Throws<FailException>(() => Golden.CheckIn(folder.Path, "第一行\n橙色\n", "notice"));

        Assert.Contains("Line 2 was approved as \"黄色\" and is now \"橙色\".", failure.Message, StringComparison.Ordinal);
        Assert.Equal("第一行\n橙色\n", File.ReadAllText(folder["notice.received.txt"]));
    }

    [Fact]
    public void A_text_never_approved_fails()
    {
        using var folder = new TempFolder();

        var failure = Assert.Throws<FailException>(() => Golden.CheckIn(folder.Path, "x", "notice"));

        Assert.Contains("no approved file yet", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_the_calling_test_is_found() => Golden.Check("批准的文字\n", "golden");
}
