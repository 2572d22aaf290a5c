using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

public sealed class TaskViewsTests
{
    private static readonly ImmutableArray<Vector2> FivePoints =
        [new(140, 140), new(180, 140), new(160, 165), new(145, 185), new(175, 185)];

    [Fact]
    public void Views_are_normalised_as_the_models_options_say_family_by_family()
    {
        // A white picture around the face; numbers that tell the families apart, and the channels of each.
        var normalization = Enum.GetValues<TaskFamily>().Aggregate(
            InputNormalization.Released,
            (all, family) => all.With(family, new ChannelNormalization
            {
                Mean = [0.1 * (int)family, 0.2, 0.3],
                Std = [0.5, 0.25, 0.1 + (0.1 * (int)family)],
            }));
        using var model = FaceptorModelFactory.Create(
            TinyModels.Options([.. FaceTasks.Full]) with { Normalization = normalization });
        var picture = new RgbImage(320, 320);
        Array.Fill(picture.Pixels, (byte)255);
        var views = new TaskViews(model);
        Assert.All(FaceTasks.Full, task =>
        {
            var view = task.Family == TaskFamily.Landmarks
                ? views.Landmarks(task, picture, new FaceBox(110, 110, 210, 210))
                : views.Aligned(task, picture, FivePoints);

            var side = model.InputSidePx(task);
            var numbers = normalization.Of(task.Family);
            Assert.Equal(task.Family == TaskFamily.Identity ? 2 : 1, view.Images.Length);
            Assert.All(view.Images, planes =>
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var middle = planes[(channel * side * side) + (side / 2 * side) + (side / 2)];
                    Assert.Equal((1 - numbers.Mean[channel]) / numbers.Std[channel], middle, 1e-5);
                }
            });
        });
    }
}
