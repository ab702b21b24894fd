using Emergency.Forecasting.Models;
using Emergency.Forecasting.Models.Trained;
using Emergency.Forecasting.Tests.Models.Trained;
using Emergency.Testing;

namespace Emergency.Forecasting.Tests.Models;

public class ModelLibraryTests
{
    [Fact]
    public void Models_are_found_by_folder_the_users_first()
    {
        using var folder = new TempFolder();
        var json = ModelFile.Write(Of("anping", MadeUpCity.Name));
        folder.Write("user/anping/model.json", json);
        folder.Write("user/anping/card.md", "本地");
        folder.Write("shipped/anping/model.json", json);
        folder.Write("shipped/zhen/model.json", ModelFile.Write(Of("zhen", "镇")));
        folder.Write("shipped/empty/notes.txt", "no model here");
        var library = ModelLibrary.Load(folder["user"], folder["shipped"], folder["nowhere"]);
        Assert.Empty(library.Damaged);
        Assert.Equal(["anping", "zhen"], library.Entries.Select(e => e.Id));
        Assert.StartsWith(folder["user"], library.Entries[0].Folder, StringComparison.Ordinal);
        Assert.Equal(("本地", ""), (library.Entries[0].Card, library.Entries[1].Card));
        Assert.Equal("镇", Assert.IsType<TrainedModel>(library.Find("zhen")).Place);
        Assert.Equal("ridge-1", library.Find("fitted")!.Id);
        Assert.Null(library.Find("none such"));
        Assert.Equal("zhen", library.For("镇").Id);
        Assert.Equal("anping", library.For("远方").Id);
    }

    [Fact]
    public void A_damaged_file_is_named_and_the_next_of_its_id_takes_its_place()
    {
        using var folder = new TempFolder();
        var json = ModelFile.Write(Of("anping", MadeUpCity.Name));
        var damaged = folder.Write("user/anping/model.json", json[..(json.Length / 2)]);
        folder.Write("shipped/anping/model.json", json);
        var library = ModelLibrary.Load(folder["user"], folder["shipped"]);
        Assert.Contains(damaged, Assert.Single(library.Damaged).ToString(), StringComparison.Ordinal);
        Assert.Equal("MODEL-001", library.Damaged[0].Code);
        Assert.StartsWith(folder["shipped"], Assert.Single(library.Entries).Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_another_process_holds_is_damaged_and_stops_nothing()
    {
        using var folder = new TempFolder();
        using var held = new FileStream(folder.Write("anping/model.json", "{}"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        folder.Write("zhen/model.json", ModelFile.Write(Of("zhen", "镇")));
        var library = ModelLibrary.Load(folder.Path);
        Assert.Equal("MODEL-001", Assert.Single(library.Damaged).Code);
        Assert.Equal("zhen", Assert.Single(library.Entries).Id);
    }

    [Fact]
    public void The_latest_trained_model_of_a_place_is_its_own()
    {
        using var folder = new TempFolder();
        folder.Write("a/model.json", ModelFile.Write(Of("a", "镇", years: -1)));
        folder.Write("b/model.json", ModelFile.Write(Of("b", "镇")));
        folder.Write("c/model.json", ModelFile.Write(Of("c", "镇", years: -2)));
        Assert.Equal("b", ModelLibrary.Load(folder.Path).For("镇").Id);
        Assert.Equal("ridge-1", ModelLibrary.Empty.For("镇").Id);
    }

    private static TrainedModel Of(string id, string place, int years = 0)
    {
        var model = SmallModels.Quick.Model;
        return new(id, place, model.From, model.To.Plus(365 * years), model.Normal, model.Lagged, [model.Variants[0]]);
    }
}
