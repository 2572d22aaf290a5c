using System.Text.Json;
using Faceptor.Data.Augmentation;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Recipes;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Base_and_full_recipes_hold_the_tasks_of_the_presets()
    {
        Assert.Equal(FaceTasks.Base, TrainingRecipes.Base.Tasks.Select(entry => entry.Task));
        Assert.Equal(FaceTasks.Full, TrainingRecipes.Full.Tasks.Select(entry => entry.Task));
    }

    [Fact]
    public void Weights_of_the_full_recipe_are_those_of_the_reference_run()
    {
        var weights = GoldenFiles.Json("training.json").GetProperty("weights");

        var byName = new Dictionary<string, FaceTask>
        {
            ["recog_ms1mv3"] = FaceTasks.IdentityMs1mV3,
            ["age_morph2"] = FaceTasks.AgeMorph2,
            ["age_utkface"] = FaceTasks.AgeUtkFace,
            ["biattr_celeba"] = FaceTasks.AttributesCelebA,
            ["affect_affectnet"] = FaceTasks.ExpressionAffectNet,
            ["affect_rafdb"] = FaceTasks.ExpressionRafDb,
            ["affect_ferplus"] = FaceTasks.ExpressionFerPlus,
            ["parsing_celebam"] = FaceTasks.ParsingCelebAMaskHq,
            ["parsing_lapa"] = FaceTasks.ParsingLaPa,
            ["align_300w"] = FaceTasks.Landmarks300W,
            ["align_cofw"] = FaceTasks.LandmarksCofw,
            ["align_wflw"] = FaceTasks.LandmarksWflw,
            ["align_aflw"] = FaceTasks.LandmarksAflw19,
        };
        Assert.Equal(
            weights.EnumerateObject().ToDictionary(entry => byName[entry.Name], entry => entry.Value.GetDouble()),
            TrainingRecipes.Full.Tasks.ToDictionary(entry => entry.Task, entry => entry.Weight));
    }

    [Fact]
    public void Tasks_are_written_as_their_ids_and_unknown_ids_are_refused()
    {
        var written = JsonSerializer.Serialize(new TaskTrainingOptions(FaceTasks.ParsingLaPa, 4, 100));

        Assert.Equal("""{"Task":"parsing/lapa","BatchSize":4,"Weight":100}""", written);
        Assert.Equal(FaceTasks.ParsingLaPa, JsonSerializer.Deserialize<TaskTrainingOptions>(written)!.Task);
        var error = Assert.Throws<JsonException>(
            () => JsonSerializer.Deserialize<TaskTrainingOptions>(
                written.Replace("lapa", "lap", StringComparison.Ordinal)));
        Assert.StartsWith(
            "unknown task 'parsing/lap'; known tasks: landmarks/300w,",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_reports_all_problems_at_once()
    {
        var options = TrainingRecipes.Small with
        {
            Tasks = [new(FaceTasks.AgeMorph2, 0, 1), new(FaceTasks.AgeMorph2, 4, -2)],
            NumSteps = 10,
            WarmupSteps = 10,
            WeightDecay = double.NaN,
            Augmentation = (AugmentationPreset)7,
        };

        var error = Assert.Throws<OptionsException>(options.Validate);

        Assert.Equal(
            "TrainingOptions: Tasks must hold age/morph2 once, got it 2 times."
            + " batch size of age/morph2 must be at least 1, got 0."
            + " weight of age/morph2 must be above 0, got -2."
            + " Augmentation must be one of Published, Light, None, got 7."
            + " WarmupSteps must be less than NumSteps (10), got 10."
            + " WeightDecay must be at least 0, got NaN.",
            error.Message);
    }
}
