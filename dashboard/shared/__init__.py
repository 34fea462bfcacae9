"""What several pages draw alike. Begin with `chart_card`, the frame in which every chart stands."""
