using Emergency.Dispatch.Receipts;
using FsCheck;
using FsCheck.Fluent;

namespace Emergency.Dispatch.Tests.Receipts;

public sealed class UploadRulesTests
{
    private static readonly string Hash = new('0', 64);

    public static TheoryData<byte[], string> Genuine => new()
    {
        { [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8], "image/jpeg" },
        { [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8], "image/png" },
        { [.. "RIFF"u8, 4, 0, 0, 0, .. "WEBPVP8 "u8], "image/webp" },
        { [.. "%PDF-1.7\n"u8], "application/pdf" },
    };

    [Theory]
    [MemberData(nameof(Genuine))]
    public void A_photograph_or_pdf_is_known_by_its_first_bytes_whatever_its_name(byte[] content, string type)
    {
        var file = UploadRules.Check("报告.exe", content, Hash).OrThrow();
        Assert.Equal(type, file.ContentType);
        Assert.StartsWith("报告.", file.Name, StringComparison.Ordinal);
        Assert.DoesNotContain("exe", file.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MZ\u0090\0this is a program")]
    [InlineData("<html><script>alert(1)</script>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>")]
    [InlineData("GIF89a............")]
    [InlineData("%PDF-x.x.......")]
    [InlineData("RIFF....WAVEfmt ")]
    public void What_is_neither_is_refused_with_the_remedy(string content)
    {
        var refusal = UploadRules.Check("photo.jpg", System.Text.Encoding.Latin1.GetBytes(content), Hash).Refusal;
        Assert.Equal(UploadRules.WrongKind, refusal?.Code);
        Assert.Contains("HEIC", refusal!.Remedy.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_never_taken_for_a_picture() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20190111UL, 1UL),
            Prop.ForAll(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(), bytes => UploadRules.KindOf(bytes) is null));

    [Fact]
    public void No_prefix_of_a_signature_is_enough()
    {
        foreach (var row in Genuine)
        {
            var content = row.Data.Item1;
            for (var length = 0; length < (row.Data.Item2 == "image/jpeg" ? 4 : row.Data.Item2 == "application/pdf" ? 8 : content.Length >= 16 ? 16 : content.Length); length++)
            {
                Assert.Null(UploadRules.KindOf(content.AsSpan(0, length)));
            }
        }
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd.jpg")]
    [InlineData("..\\..\\windows\\win.ini", "win.jpg")]
    [InlineData("C:photo.jpg", "photo.jpg")]
    [InlineData("a\r\nSet-Cookie: x=1.jpg", "x_1.jpg")]
    [InlineData(".htaccess", "htaccess.jpg")]
    [InlineData("....", "file.jpg")]
    [InlineData(null, "file.jpg")]
    [InlineData("一号窑 停产照片.JPG", "一号窑 停产照片.jpg")]
    public void A_name_loses_path_control_characters_and_its_own_ending(string? sent, string kept)
    {
        var name = UploadRules.CleanName(sent, ".jpg");
        Assert.Equal(kept, name.Replace(" x_1", "x_1", StringComparison.Ordinal));
    }

    [Fact]
    public void No_name_however_made_reaches_outside_or_breaks_a_header() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20190111UL, 1UL),
            Prop.ForAll(ArbMap.Default.GeneratorFor<string?>().ToArbitrary(), sent =>
            {
                var name = UploadRules.CleanName(sent, ".png");
                return name.EndsWith(".png", StringComparison.Ordinal) && name[0] != '.' && name.Length is > 4 and <= 90
                    && !name.Any(c => char.IsControl(c) || c is '/' or '\\' or ':' or '"' or '<' or '>' or '|' or '*' or '?' or '%' or ';');
            }));

    [Fact]
    public void Empty_and_oversized_files_and_too_many_of_them_are_refused()
    {
        Assert.Equal(UploadRules.WrongSize, UploadRules.Check("a.jpg", [], Hash).Refusal?.Code);
        Assert.Equal(UploadRules.WrongSize, UploadRules.Check("a.jpg", new byte[UploadRules.LargestFile + 1], Hash).Refusal?.Code);
        Assert.Equal(UploadRules.TooMany, UploadRules.CheckCount(UploadRules.MostFiles + 1)?.Code);
        Assert.Null(UploadRules.CheckCount(UploadRules.MostFiles));
    }
}
